package native

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
	largestLog = 1 << 20 // bytes of one file
	keptLogs   = 3       // files, the current one included
)

// Log is a program's log: name.log, and .1 and .2 before it. It holds no more than 3 MiB,
// whatever happens every second, and is for one process to write.
type Log struct {
	mu   sync.Mutex
	path string
	file *os.File
	size int64
}

// OpenLog opens the log called name in the folder dir, making the folder where it lacks, and
// lets a crash of this program leave its trace there too, in name-crash.log.
func OpenLog(dir, name string) (*Log, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("log: %w", err)
	}
	l := &Log{path: filepath.Join(dir, name+".log")}
	if err := l.open(); err != nil {
		return nil, fmt.Errorf("log: %w", err)
	}
	if err := catchCrashes(filepath.Join(dir, name+"-crash.log")); err != nil {
		return nil, errors.Join(fmt.Errorf("log: %w", err), l.Close())
	}
	return l, nil
}

// catchCrashes keeps the traces of earlier crashes until they are large.
func catchCrashes(path string) error {
	mode := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if info, err := os.Stat(path); err == nil && info.Size() > largestLog {
		mode |= os.O_TRUNC
	}
	file, err := os.OpenFile(path, mode, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // the runtime keeps a descriptor of its own
	return debug.SetCrashOutput(file, debug.CrashOptions{})
}

func (l *Log) open() error {
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

// Write appends one line. A line is never parted.
func (l *Log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.size > 0 && l.size+int64(len(line)) > largestLog {
		if err := l.turn(); err != nil {
			return 0, err
		}
	}
	n, err := l.file.Write(line)
	l.size += int64(n)
	return n, err
}

// turn makes each file one older and starts a new one.
func (l *Log) turn() error {
	if err := l.file.Close(); err != nil {
		return err
	}
	for age := keptLogs - 1; age > 0; age-- {
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
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.file.Close()
}
