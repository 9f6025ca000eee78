"""What the window is made of: each widget is shown plain values and draws them.

Nothing here knows a preparation, reads a clock or holds a timer. A widget gets a frozen value by
`show_facts` and draws itself anew only when that value has changed.
"""
