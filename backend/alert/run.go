package alert

import (
	"context"
	"time"
)

// Look is how often [Desk.Run] looks for news that the clock brings, and for deliveries that
// wait for something else than a pause: the end of quiet hours, a passphrase.
const Look = time.Minute

// soon is how often it tries deliveries while some of them make a short pause.
const soon = 10 * time.Second

// Run notices news when the book changed and delivers it, until ctx ends or the book is closed.
func (d *Desk) Run(ctx context.Context) {
	changed := d.DB.Changed(ctx, 2*time.Second)
	for open := true; open && ctx.Err() == nil; {
		d.warn(ctx, d.Evaluate(ctx))
		open = d.deliverUntil(ctx, changed)
	}
}

// deliverUntil delivers, again and again, until it is time to look for news. It returns false
// when the book was closed.
func (d *Desk) deliverUntil(ctx context.Context, changed <-chan struct{}) bool {
	look := time.NewTimer(Look)
	defer look.Stop()
	for {
		d.warn(ctx, d.Deliver(ctx))
		select {
		case <-ctx.Done():
			return true
		case _, open := <-changed:
			return open
		case <-look.C:
			return true
		case <-time.After(d.pause(ctx)):
		}
	}
}

func (d *Desk) warn(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		d.Log.WarnContext(ctx, "alerts", "error", err.Error())
	}
}

// pause is short while a delivery makes a pause that will soon be over, as the first ones after a
// failure are. What is due and was not sent waits for something else.
func (d *Desk) pause(ctx context.Context) time.Duration {
	var n int
	now := d.Now()
	err := d.DB.Read.QueryRowContext(ctx, `SELECT count(*) FROM deliveries WHERE status = 'pending' AND next_try > ? AND next_try <= ?`,
		now.UnixMilli(), now.Add(Look).UnixMilli()).Scan(&n)
	if err != nil || n == 0 {
		return Look
	}
	return soon
}
