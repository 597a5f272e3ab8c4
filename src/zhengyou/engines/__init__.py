"""The engines for work over whole tables, behind one small interface; nothing above knows which one runs."""
