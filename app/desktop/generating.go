//go:build bindings

package desktop

// generating says that this run only writes the bindings: it must touch nothing.
const generating = true
