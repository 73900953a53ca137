package bind

import (
	"context"
	"fmt"
	"time"

	"outlay/backend"
	"outlay/backend/calendar"
	"outlay/backend/gateway"
	"outlay/backend/report"
	"outlay/backend/tariff"
)

// Gateway is the screen of the metering gateway.
type Gateway struct{ door *Door }

// GatewayView is everything that the screen shows.
type GatewayView struct {
	State  gateway.State   `json:"state"`
	Setups []gateway.Setup `json:"setups"` // one for each account whose calls can pass
	Tokens []gateway.Token `json:"tokens"` // the revoked ones too
	Usage  []gateway.Usage `json:"usage"`  // of this month
	Gaps   []gateway.Gap   `json:"gaps"`   // of this month: what is in no total
	// Compared is what each source says of this month, of accounts that were metered.
	Compared []report.Comparison `json:"compared"`
	Prices   tariff.State        `json:"prices"`
}

// NewToken is a gateway token in the one moment in which it is shown.
type NewToken struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
}

func origin(port int) string { return fmt.Sprintf("http://127.0.0.1:%d", port) }

// Get returns everything that the screen shows, as of now.
func (g *Gateway) Get() (GatewayView, error) {
	return ask(g.door, func(ctx context.Context, house *backend.Backend) (v GatewayView, err error) {
		if v.State, err = house.Gateway.State(ctx, house.Settings); err != nil {
			return v, err
		}
		if v.Setups, err = house.Gateway.Setups(ctx, origin(v.State.Port)); err != nil {
			return v, err
		}
		if v.Tokens, err = house.Gateway.Tokens(ctx); err != nil {
			return v, err
		}
		month := calendar.Month(calendar.DayOf(house.Now()))
		if v.Usage, err = house.Gateway.Usage(ctx, month, nil); err != nil {
			return v, err
		}
		if v.Gaps, err = house.Gateway.Unpriced(ctx, month); err != nil {
			return v, err
		}
		v.Prices = house.Prices.State()
		v.Compared, err = house.Reports.Compare(ctx, month)
		return v, err
	})
}

// Switch says whether the gateway should listen, and on which port. It returns when it does, or
// says why it does not.
func (g *Gateway) Switch(on bool, port int) (gateway.State, error) {
	state, err := ask(g.door, func(ctx context.Context, house *backend.Backend) (gateway.State, error) {
		chosen, err := house.Settings.Get(ctx)
		if err != nil {
			return gateway.State{}, err
		}
		chosen.Gateway, chosen.GatewayPort = on, port
		if err := house.Settings.Save(ctx, chosen); err != nil {
			return gateway.State{}, err
		}
		return settled(ctx, house)
	})
	g.door.changed("ledger")
	return state, err
}

// settled waits a moment until the program that attends the gateway has heard of a change.
func settled(ctx context.Context, house *backend.Backend) (gateway.State, error) {
	const patience, pause = 3 * time.Second, 100 * time.Millisecond
	for until := time.Now().Add(patience); ; {
		state, err := house.Gateway.State(ctx, house.Settings)
		if err != nil || state.Listening == state.On || time.Now().After(until) {
			return state, err
		}
		select {
		case <-ctx.Done():
			return state, ctx.Err()
		case <-time.After(pause):
		}
	}
}

// AddToken makes a token for an account. The token is shown once.
func (g *Gateway) AddToken(account, label string) (NewToken, error) {
	made, err := ask(g.door, func(ctx context.Context, house *backend.Backend) (NewToken, error) {
		id, secret, err := house.Gateway.AddToken(ctx, account, label)
		return NewToken{id, secret}, err
	})
	if err == nil {
		g.door.changed("ledger")
	}
	return made, err
}

// Revoke makes a token open nothing any more.
func (g *Gateway) Revoke(id string) error {
	return do(g.door, func(ctx context.Context, house *backend.Backend) error { return house.Gateway.Revoke(ctx, id) })
}

// SetCallKey seals the key that an account's calls are made with, beside the one that reads its
// bill; "" forgets it.
func (g *Gateway) SetCallKey(account, key string) error {
	return do(g.door, func(ctx context.Context, house *backend.Backend) error {
		return house.Accounts.SetCallKey(ctx, account, key)
	})
}

// Guard says what stops the calls of an account; TokenGuard those with one token.
func (g *Gateway) Guard(account string, to gateway.Guard) error {
	return do(g.door, func(ctx context.Context, house *backend.Backend) error {
		return house.Gateway.SetGuard(ctx, account, to)
	})
}

// TokenGuard says what stops the calls with one token.
func (g *Gateway) TokenGuard(id string, to gateway.Guard) error {
	return do(g.door, func(ctx context.Context, house *backend.Backend) error {
		return house.Gateway.SetTokenGuard(ctx, id, to)
	})
}

// Test sends a request that costs nothing through the gateway, with a token that was just made.
func (g *Gateway) Test(account, secret string) error {
	return do(g.door, func(ctx context.Context, house *backend.Backend) error {
		state, err := house.Gateway.State(ctx, house.Settings)
		if err != nil {
			return err
		}
		return house.Gateway.Test(ctx, origin(state.Port), account, secret)
	})
}

// FetchPrices gets the prices of models as they are published today, once.
func (g *Gateway) FetchPrices() error {
	return do(g.door, func(ctx context.Context, house *backend.Backend) error { return house.Prices.Fetch(ctx) })
}
