"""Who is told of jobs and news by text message, once and only if he agreed, and what comes of it (精准发送)?"""
