// Command serve plays the simulated vendors as a program of its own, for the end-to-end run
// and for trying things by hand. It prints one line of JSON when it is ready.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"outlay/backend/simulator"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "simulator:", err)
		os.Exit(1)
	}
}

func run() error {
	addr := flag.String("addr", "127.0.0.1:0", "where to listen; loopback only")
	seed := flag.Uint64("seed", 1, "which world")
	token := flag.String("token", "", "opens the control endpoints below /_sim/")
	latency := flag.Duration("latency", 0, "before each answer")
	flag.Parse()
	o := simulator.Options{Seed: *seed, Token: *token, Latency: *latency}
	if text := os.Getenv("OUTLAY_NOW"); text != "" {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return fmt.Errorf("OUTLAY_NOW: %w", err)
		}
		o.Now = func() time.Time { return at }
	}
	url, stop, err := simulator.New(o).Listen(*addr)
	if err != nil {
		return err
	}
	ready := map[string]string{"base_url": url, "admin_key": simulator.AdminKey, "project_key": simulator.ProjectKey, "token": *token}
	if err := json.NewEncoder(os.Stdout).Encode(ready); err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	<-ctx.Done()
	bye, cancelBye := context.WithTimeout(context.Background(), time.Second)
	defer cancelBye()
	return stop(bye)
}
