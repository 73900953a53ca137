// Package tray is the icon in the desktop's tray and the menu behind it.
//
// It draws a [Model] and reports clicks; it reads no book and decides nothing. It is the only
// importer of the tray library.
//
// # Why the menu has a fixed number of lines
//
// The library can neither remove an item nor insert one. The lines are therefore made once,
// hidden, and shown as they are needed.
package tray

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/getlantern/systray"
)

// AppTitle is how the tray calls the program.
const AppTitle = "Outlay"

// ErrNoDisplay says that there is no screen on which a tray could be.
var ErrNoDisplay = errors.New("no display")

// Actions are what the menu's items do. Each is called on a goroutine of its own, and not
// again before it returned.
type Actions struct {
	Sync  func()
	Open  func()
	Pause func(paused bool)
	Quit  func()
}

// Run shows the tray and what changes brings, until ctx ends. It must be called on the main
// goroutine, once in a process; changes stays open. It returns [ErrNoDisplay] before it shows anything. Where no
// panel shows tray icons yet, the icon appears as soon as one does.
func Run(ctx context.Context, changes <-chan Model, act Actions) error {
	if !display() {
		return ErrNoDisplay
	}
	systray.Run(func() {
		m := build(act)
		go m.follow(ctx, changes)
	}, nil)
	return nil
}

// menu is what is shown. Only [menu.follow]'s goroutine changes it.
type menu struct {
	total *systray.MenuItem
	lines []*systray.MenuItem
	sync  *systray.MenuItem
	pause *systray.MenuItem
	shown Model

	paused atomic.Bool   // as shown; read by clicks
	again  chan struct{} // an action returned: what a click changed on screen may be wrong
}

func build(act Actions) *menu {
	m := &menu{again: make(chan struct{}, 1)}
	m.total = fixed("Reading the book…")
	for range MostLines {
		line := fixed("")
		line.Hide()
		m.lines = append(m.lines, line)
	}
	systray.AddSeparator()
	m.sync = systray.AddMenuItem(syncNow, "Ask every connected service now")
	open := systray.AddMenuItem("Open Outlay", "Show the window")
	m.pause = systray.AddMenuItemCheckbox("Pause syncing", "Ask nobody until this is unchecked", false)
	systray.AddSeparator()
	quit := systray.AddMenuItem("Quit", "Stop watching until Outlay is started again")
	m.on(m.sync, act.Sync)
	m.on(open, act.Open)
	m.on(quit, act.Quit)
	return m.onPause(act.Pause)
}

const syncNow = "Sync now"

func fixed(title string) *systray.MenuItem {
	item := systray.AddMenuItem(title, "")
	item.Disable()
	return item
}

// on calls act for each click. A click during act is dropped by the library: nobody receives.
func (m *menu) on(item *systray.MenuItem, act func()) {
	go func() {
		for range item.ClickedCh {
			act()
			m.repeat()
		}
	}()
}

// onPause asks for the opposite of what is shown. Some desktops check the box by themselves
// at a click, some don't, so the box itself is not asked.
func (m *menu) onPause(act func(bool)) *menu {
	m.on(m.pause, func() { act(!m.paused.Load()) })
	return m
}

func (m *menu) repeat() {
	select {
	case m.again <- struct{}{}:
	default:
	}
}

func (m *menu) follow(ctx context.Context, changes <-chan Model) {
	m.set(Model{Icon: Calm, Tooltip: AppTitle}, false)
	for {
		select {
		case <-ctx.Done():
			systray.Quit()
			return
		case next := <-changes:
			m.draw(next)
		case <-m.again:
			check(m.pause, m.shown.Paused)
		}
	}
}

func (m *menu) draw(next Model) {
	m.set(next, m.shown.Icon == next.Icon && m.shown.Tooltip == next.Tooltip)
	if m.shown.Total != next.Total {
		m.total.SetTitle(next.Total)
	}
	for i, item := range m.lines {
		drawLine(item, at(m.shown.Lines, i), at(next.Lines, i))
	}
	if m.shown.Syncing != next.Syncing {
		m.drawSync(next.Syncing)
	}
	if m.shown.Paused != next.Paused {
		m.paused.Store(next.Paused)
		check(m.pause, next.Paused)
	}
	m.shown = next
}

func (m *menu) set(next Model, same bool) {
	if same {
		return
	}
	systray.SetIcon(picture(next.Icon))
	systray.SetTooltip(next.Tooltip)
	m.shown.Icon, m.shown.Tooltip = next.Icon, next.Tooltip
}

// drawLine changes what differs. A changed title shows the item, so hiding comes last.
func drawLine(item *systray.MenuItem, shown, next string) {
	switch {
	case shown == next:
	case next == "":
		item.Hide()
	default:
		item.SetTitle(next)
		item.Show()
	}
}

func (m *menu) drawSync(syncing string) {
	if syncing == "" {
		m.sync.SetTitle(syncNow)
		m.sync.Enable()
		return
	}
	m.sync.SetTitle(syncing)
	m.sync.Disable()
}

func check(item *systray.MenuItem, checked bool) {
	if checked {
		item.Check()
		return
	}
	item.Uncheck()
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}
