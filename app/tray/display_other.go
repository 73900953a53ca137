//go:build !linux

package tray

func display() bool { return true }
