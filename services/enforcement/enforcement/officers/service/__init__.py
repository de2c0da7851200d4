"""Who may act, and how is what is known of officers kept?"""
