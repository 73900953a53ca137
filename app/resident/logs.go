package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"sync"
)

const (
	largest = 1 << 20 // bytes of one log file
	kept    = 3       // files, the current one included
)

// logs is the resident's log: resident.log, and .1 and .2 before it. It writes whole lines
// and holds no more than [largest] times [kept] bytes, whatever happens every second.
type logs struct {
	mu   sync.Mutex
	path string
	file *os.File
	size int64
}

// openLogs opens the log in dir, and lets a crash of the program leave its trace there too.
func openLogs(dir string) (*logs, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("log: %w", err)
	}
	l := &logs{path: filepath.Join(dir, "resident.log")}
	if err := l.open(); err != nil {
		return nil, fmt.Errorf("log: %w", err)
	}
	if err := catchCrashes(filepath.Join(dir, "resident-crash.log")); err != nil {
		return nil, errors.Join(fmt.Errorf("log: %w", err), l.Close())
	}
	return l, nil
}

// catchCrashes keeps the traces of earlier crashes until they are large.
func catchCrashes(path string) error {
	mode := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if info, err := os.Stat(path); err == nil && info.Size() > largest {
		mode |= os.O_TRUNC
	}
	file, err := os.OpenFile(path, mode, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // the runtime keeps a descriptor of its own
	return debug.SetCrashOutput(file, debug.CrashOptions{})
}

func (l *logs) open() error {
	file, err := os.OpenFile(l.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return errors.Join(err, file.Close())
	}
	l.file, l.size = file, info.Size()
	return nil
}

// Write appends one line.
func (l *logs) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.size > 0 && l.size+int64(len(line)) > largest {
		if err := l.turn(); err != nil {
			return 0, err
		}
	}
	n, err := l.file.Write(line)
	l.size += int64(n)
	return n, err
}

// turn makes each file one older and starts a new one.
func (l *logs) turn() error {
	if err := l.file.Close(); err != nil {
		return err
	}
	for age := kept - 1; age > 0; age-- {
		younger := l.path
		if age > 1 {
			younger += "." + strconv.Itoa(age-1)
		}
		if err := os.Rename(younger, l.path+"."+strconv.Itoa(age)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return errors.Join(err, l.open())
		}
	}
	return l.open()
}

// Close closes the log.
func (l *logs) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.file.Close()
}
