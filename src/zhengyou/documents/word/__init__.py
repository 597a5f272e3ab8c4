"""Official documents as docx: exact XML over python-docx's package."""
