// Package main is outlayctl: the operations of the window in a terminal, and the resident
// without a tray for servers.
//
// Verbs, flags, exit codes and the shapes of --json are a contract that scripts rely on; the
// scripts in testdata hold it. A verb is a file. It parses, asks the house and prints: what
// counts, what is valid and when to try again is decided there, never here.
//
// # Why secrets come on standard input
//
// Arguments stand in the process list and in the shell's history, for every program of the
// machine to read. A key is therefore the first line of standard input or typed unseen, and
// nothing that was typed in its place is repeated in an error.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal asks to end, a second one ends.
	context.AfterFunc(ctx, stop)
	t := &terminal{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		watched: term.IsTerminal(int(os.Stderr.Fd())),
	}
	os.Exit(t.execute(ctx, os.Args[1:]))
}
