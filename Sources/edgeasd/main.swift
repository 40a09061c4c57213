print("edgeasd")
