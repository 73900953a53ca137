package native

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"outlay/backend/notify"
)

var news = notify.Message{ID: "1", Title: "OpenAI reached 80 %", Body: "R&D <b>bold</b>: $80.00 of $100.00", Urgent: true}

func TestSendSaysWhatTheDesktopLacks(t *testing.T) {
	for _, tt := range []struct {
		name    string
		desktop func(t *testing.T)
		want    error
	}{
		{"no bus at all", noBus, ErrNoBus},
		{"a bus address where nobody listens", func(t *testing.T) {
			noBus(t)
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "none"))
		}, ErrNoBus},
		{"a bus without a notification service", func(t *testing.T) { bareBus(t, "") }, ErrNoNotifications},
		{"a service that the bus cannot start", func(t *testing.T) { bareBus(t, serviceFile(t, "/bin/false")) }, ErrNoNotifications},
		{"a service that has the name and knows no notifications", func(t *testing.T) {
			bareBus(t, "")
			if _, err := connect(t).RequestName(notifications, dbus.NameFlagDoNotQueue); err != nil {
				t.Fatal(err)
			}
		}, ErrNoNotifications},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.desktop(t)
			if err := NewNotifier().Send(t.Context(), news); !errors.Is(err, tt.want) {
				t.Errorf("Send: got %v, want %v", err, tt.want)
			}
			if err := NotificationService(t.Context()); !errors.Is(err, tt.want) {
				t.Errorf("NotificationService: got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestSendNeitherLaunchesABusNorRingsABell(t *testing.T) {
	noBus(t)
	tools := t.TempDir()
	called := filepath.Join(tools, "called")
	for _, tool := range []string{"dbus-launch", "notify-send", "kdialog"} {
		write(t, filepath.Join(tools, tool), "#!/bin/sh\necho "+tool+" >> '"+called+"'\n")
	}
	t.Setenv("PATH", tools)
	t.Setenv("DISPLAY", ":0") // what makes an autolaunch look promising
	if err := NewNotifier().Send(t.Context(), news); err == nil {
		t.Error("Send claims success without a bus")
	}
	if text, err := os.ReadFile(called); err == nil {
		t.Errorf("Send called %s", text)
	}
}

func TestSendGivesUpOnAServiceThatNeverAnswers(t *testing.T) {
	bareBus(t, "")
	mute := connect(t)
	if _, err := mute.RequestName(notifications, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	mute.Eavesdrop(make(chan *dbus.Message, 100)) // it takes every call and answers none
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := NewNotifier().Send(ctx, news); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline", err)
	}
}

func TestSendShowsTheMessageOnARealDesktop(t *testing.T) {
	screen(t)
	dunst, err := exec.LookPath("dunst")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CONFIG_HOME", t.TempDir()) // dunst as it comes, whatever this desktop set up
	// dunst starts on the first call, as it does on a desktop that has it installed
	bareBus(t, serviceFile(t, dunst))
	seen := watch(t)
	for _, tt := range []struct {
		name        string
		message     notify.Message
		title, body string
	}{
		{"text is text, not markup", news, "OpenAI reached 80 %", "R&amp;D &lt;b&gt;bold&lt;/b&gt;: $80.00 of $100.00"},
		{"a leading dash is no option", notify.Message{Title: "--help", Body: "-u"}, " --help", " -u"},
		{"any language", notify.Message{Title: "Überzogen", Body: "上限に達しました"}, "Überzogen", "上限に達しました"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := NewNotifier().Send(t.Context(), tt.message); err != nil {
				t.Fatal(err)
			}
			call := next(t, seen)
			if app, title, body := call.Body[0], call.Body[3], call.Body[4]; app != AppName || title != tt.title || body != tt.body {
				t.Errorf("got %q %q %q, want %q %q %q", app, title, body, AppName, tt.title, tt.body)
			}
			if hints := call.Body[6].(map[string]dbus.Variant); hints["image-data"].Value() == nil {
				t.Error("the notification has no icon")
			}
		})
	}
}

// serviceFile returns a folder of services in which program shows notifications.
func serviceFile(t *testing.T, program string) string {
	t.Helper()
	folder := t.TempDir()
	write(t, filepath.Join(folder, notifications+".service"), "[D-BUS Service]\nName="+notifications+"\nExec="+program+"\n")
	return folder
}

// watch returns every call to show a notification that crosses the bus.
func watch(t *testing.T) <-chan *dbus.Message {
	t.Helper()
	conn := connect(t)
	rules := []string{"type='method_call',interface='" + notifications + "',member='Notify'"}
	if err := conn.BusObject().Call("org.freedesktop.DBus.Monitoring.BecomeMonitor", 0, rules, uint32(0)).Err; err != nil {
		t.Fatal(err)
	}
	seen := make(chan *dbus.Message, 10)
	conn.Eavesdrop(seen)
	return seen
}

func next(t *testing.T, seen <-chan *dbus.Message) *dbus.Message {
	t.Helper()
	for {
		select {
		case m := <-seen:
			if m.Type == dbus.TypeMethodCall {
				return m
			}
		case <-time.After(20 * time.Second):
			t.Fatal("no notification crossed the bus")
		}
	}
}
