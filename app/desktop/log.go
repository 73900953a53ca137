package desktop

import "log/slog"

// adapter writes the window library's log into ours.
type adapter struct{ log *slog.Logger }

func (a adapter) Print(text string)   { a.log.Info(text) }
func (a adapter) Trace(text string)   { a.log.Debug(text) }
func (a adapter) Debug(text string)   { a.log.Debug(text) }
func (a adapter) Info(text string)    { a.log.Info(text) }
func (a adapter) Warning(text string) { a.log.Warn(text) }
func (a adapter) Error(text string)   { a.log.Error(text) }

// Fatal only writes: the library ends the process itself where it must.
func (a adapter) Fatal(text string) { a.log.Error(text) }
