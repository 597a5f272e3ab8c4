"""Official document layout (GB/T 9704-2012): docx and PDF from a plain content tree; knows no domain."""
