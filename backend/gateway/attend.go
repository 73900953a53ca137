package gateway

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"outlay/backend/database"
	"outlay/backend/settings"
)

// State is whether a gateway of the profile listens, in whichever program.
type State struct {
	On        bool   `json:"on"`        // the user wants it
	Listening bool   `json:"listening"` // it does
	Port      int    `json:"port"`
	Problem   string `json:"problem"` // why it does not although it should, "" where all is well
}

// between is how often [Gateway.Attend] tries a port again that another program had.
const between = 10 * time.Second

// Attend runs the gateway for as long as the user wants it, until ctx ends: it starts, ends
// and moves to another port as the settings say. One process at a time attends a profile. Why
// it cannot listen is in [Gateway.State].
func (g *Gateway) Attend(ctx context.Context, chosen *settings.Store) {
	changed := g.DB.Changed(ctx, look)
	retry := time.NewTicker(between)
	defer retry.Stop()
	var now *attended
	defer func() { now.end() }()
	for {
		if s, err := chosen.Get(ctx); err == nil {
			now = g.attend(ctx, now, s)
		}
		select {
		case <-ctx.Done():
			g.say(context.WithoutCancel(ctx), State{})
			return
		case _, open := <-changed:
			if !open {
				changed = nil
			}
		case <-now.done():
		case <-retry.C:
		}
	}
}

// attended is a gateway that listens.
type attended struct {
	port  int
	stop  context.CancelFunc
	ended chan struct{}
}

func (a *attended) done() <-chan struct{} {
	if a == nil {
		return nil
	}
	return a.ended
}

// end stops it and waits until what it metered is written.
func (a *attended) end() {
	if a == nil {
		return
	}
	a.stop()
	<-a.ended
}

func (a *attended) over() bool {
	select {
	case <-a.ended:
		return true
	default:
		return false
	}
}

// attend returns what listens after a look at the settings.
func (g *Gateway) attend(ctx context.Context, now *attended, s settings.Settings) *attended {
	if now != nil && s.Gateway && now.port == s.GatewayPort && !now.over() {
		return now
	}
	if now != nil && now.over() { // the next look tries again, not this one
		g.say(ctx, State{Port: now.port, Problem: "The gateway stopped by itself; it is started again in a moment. The log says why."})
		return nil
	}
	if now != nil {
		now.end()
		g.say(ctx, State{})
	}
	if !s.Gateway || ctx.Err() != nil {
		return nil
	}
	listener, err := Listen(ctx, net.JoinHostPort("127.0.0.1", strconv.Itoa(s.GatewayPort)))
	if err != nil {
		g.say(ctx, State{Port: s.GatewayPort, Problem: err.Error()})
		return nil
	}
	serving, stop := context.WithCancel(ctx)
	now = &attended{port: s.GatewayPort, stop: stop, ended: make(chan struct{})}
	go func() {
		defer close(now.ended)
		if err := g.Serve(serving, listener); err != nil {
			g.Log.WarnContext(ctx, "gateway", "error", err.Error())
		}
	}()
	g.say(ctx, State{Listening: true, Port: s.GatewayPort})
	return now
}

const stateName = "gateway.state"

// say writes the state where other programs read it, unless it stands there already: whoever
// attends hears of each write.
func (g *Gateway) say(ctx context.Context, s State) {
	text, _ := json.Marshal(s) // a plain struct
	err := g.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES (?1, ?2)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value`, stateName, string(text))
		return err
	})
	if err != nil && ctx.Err() == nil {
		g.Log.WarnContext(ctx, "gateway", "error", err.Error())
	}
}

// State returns whether a gateway of the profile listens. What a program wrote that was killed
// since is found out by knocking at the port.
func (g *Gateway) State(ctx context.Context, chosen *settings.Store) (State, error) {
	s, err := chosen.Get(ctx)
	if err != nil {
		return State{}, err
	}
	state, text := State{}, ""
	err = g.DB.Read.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = ?`, stateName).Scan(&text)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return State{}, fmt.Errorf("gateway: %w", database.Explain(err))
	}
	_ = json.Unmarshal([]byte(text), &state) // what cannot be read is nothing that listens
	state.On = s.Gateway
	if !s.Gateway || state.Port != s.GatewayPort {
		state.Listening, state.Problem = false, ""
	}
	state.Port = s.GatewayPort
	if state.Listening && !answers(ctx, state.Port) {
		state.Listening = false
	}
	if state.On && !state.Listening && state.Problem == "" {
		state.Problem = "No program runs that listens. Keep Outlay running in the tray, or start: outlayctl run."
	}
	return state, nil
}

// answers knocks at a port of this machine.
func answers(ctx context.Context, port int) bool {
	knock, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	connection, err := (&net.Dialer{}).DialContext(knock, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	_ = connection.Close()
	return true
}
