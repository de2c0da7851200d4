"""How does the platform's data go back to departments: catalogue, request, query, subscription, account?"""
