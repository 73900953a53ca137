package backend

// Version is the version of all three programs. A release sets it when it is linked.
var Version = "0.1.0"
