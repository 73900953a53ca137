package outlook

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/forecast"
	"outlay/backend/money"
)

// Past is one period of a budget's history.
type Past struct {
	State   budget.State `json:"state"`
	Passed  []Passed     `json:"passed"`
	Settled bool         `json:"settled"`
	Known   bool         `json:"known"` // some day of it was read
}

// Projection is where a period was thought to end, as it was seen on a day.
type Projection struct {
	Day    calendar.Day `json:"day" ts_type:"string"`
	Amount money.Amount `json:"amount"`
	Low    money.Amount `json:"low"`
	High   money.Amount `json:"high"`
	ToDate money.Amount `json:"to_date"`
}

// History is a budget's periods, the one of today first, and how the forecast of that one moved.
type History struct {
	Title       string       `json:"title"`
	Periods     []Past       `json:"periods"`
	Projections []Projection `json:"projections"`
}

// mostPeriods is how far back a history goes.
const mostPeriods = 13

// History returns how a budget stood in each of its periods, as far back as its spend is
// known. Each is compared with the limit of its own last day. It wraps [budget.ErrNotFound].
func (d *Desk) History(ctx context.Context, id string) (History, error) {
	b, err := d.Budgets.Get(ctx, id)
	if err != nil {
		return History{}, err
	}
	v, err := d.view(ctx)
	if err != nil {
		return History{}, err
	}
	limits, err := d.Budgets.Limits(ctx, id)
	if err != nil {
		return History{}, err
	}
	h := History{Periods: []Past{}}
	for day := v.today; len(h.Periods) < mostPeriods; day = b.Period(day).Start.Add(-1) {
		past, title, err := v.past(ctx, b, limits, day)
		if err != nil {
			return History{}, fmt.Errorf("outlook: %s: %w", id, err)
		}
		h.Title, h.Periods = title, append(h.Periods, past)
	}
	// What is known may begin after a period or two that are not: vendors report days late.
	for last := len(h.Periods) - 1; last > 0 && !h.Periods[last].Known; last-- {
		h.Periods = h.Periods[:last]
	}
	h.Projections, err = d.Projections(ctx, id, b.Limit.Currency, b.Period(v.today))
	return h, err
}

func (v *view) past(ctx context.Context, b budget.Budget, limits []budget.LimitFrom, day calendar.Day) (Past, string, error) {
	limit := b.Limit
	if !b.Period(day).Contains(v.today) {
		limit = limitOn(limits, b.Period(day).Last(), b.Limit)
	}
	s, err := v.state(ctx, b, limit, day)
	if err != nil {
		return Past{}, "", err
	}
	parts, _, _ := v.parts(b)
	known, err := v.known(ctx, parts, b.Period(day).Intersect(calendar.Span{Start: b.Period(day).Start, End: v.today.Add(1)}))
	return Past{State: s.State, Passed: s.Passed, Settled: s.Settled, Known: len(known) > 0}, s.Title, err
}

// Everything is the budget's place of projections about all spend of a calendar month.
const Everything = ""

// Keep writes where each period is thought to end today, over what was thought earlier today.
// Nothing is written where nothing differs.
func (d *Desk) Keep(ctx context.Context) error {
	states, err := d.States(ctx)
	if err != nil {
		return err
	}
	today := calendar.DayOf(d.Now())
	forecasts := map[[2]string]forecast.Forecast{}
	for _, s := range states {
		forecasts[[2]string{s.Budget.ID, s.Forecast.Currency}] = s.Forecast
	}
	month, err := d.month(ctx, today)
	if err != nil {
		return err
	}
	for _, f := range month {
		forecasts[[2]string{Everything, f.Currency}] = f
	}
	for of, f := range forecasts {
		if f.Amount == nil {
			continue
		}
		if err := d.keep(ctx, of[0], today, f); err != nil {
			return fmt.Errorf("outlook: %w", err)
		}
	}
	return nil
}

// month returns the forecasts of all spend in the calendar month, one a currency.
func (d *Desk) month(ctx context.Context, today calendar.Day) ([]forecast.Forecast, error) {
	days, err := d.Book.Days(ctx, calendar.Through(today.Add(-Back), today), nil)
	if err != nil {
		return nil, err
	}
	period := calendar.Month(today)
	var currencies []string
	for _, day := range days {
		for _, total := range day.Totals {
			if day.Counted && period.Contains(day.Day) && !slices.Contains(currencies, total.Currency) {
				currencies = append(currencies, total.Currency)
			}
		}
	}
	var list []forecast.Forecast
	for _, currency := range currencies {
		list = append(list, forecast.Of(period, today, currency, forecast.Daily(days, currency)))
	}
	return list, nil
}

func (d *Desk) keep(ctx context.Context, id string, today calendar.Day, f forecast.Forecast) error {
	nanos := make([]any, 4)
	for i, a := range []money.Amount{*f.Amount, *f.Low, *f.High, f.ToDate} {
		n, err := a.Round().Nanos()
		if err != nil {
			return nil //nolint:nilerr // beyond what the book can hold: no projection is better than a wrong one
		}
		nanos[i] = n
	}
	key := []any{id, f.Currency, f.Period.Start, today}
	var same int
	err := d.DB.Read.QueryRowContext(ctx, `SELECT count(*) FROM projections WHERE budget = ? AND currency = ? AND period_start = ? AND day = ?
		AND nanos = ? AND low = ? AND high = ? AND to_date = ?`, append(slices.Clone(key), nanos...)...).Scan(&same)
	if err != nil || same > 0 {
		return err
	}
	return d.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO projections (budget, currency, period_start, day, nanos, low, high, to_date) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET nanos = excluded.nanos, low = excluded.low, high = excluded.high, to_date = excluded.to_date`, append(key, nanos...)...)
		return err
	})
}

// Projections returns where a budget's period was thought to end, day by day; [Everything]
// for all spend of a calendar month.
func (d *Desk) Projections(ctx context.Context, id, currency string, period calendar.Span) ([]Projection, error) {
	rows, err := d.DB.Read.QueryContext(ctx, `SELECT day, nanos, low, high, to_date FROM projections
		WHERE budget = ? AND currency = ? AND period_start = ? AND day < ? ORDER BY day`, id, currency, period.Start, period.End)
	if err != nil {
		return nil, fmt.Errorf("outlook: %w", database.Explain(err))
	}
	defer func() { _ = rows.Close() }()
	list := []Projection{}
	for rows.Next() {
		var day calendar.Day
		var amount, low, high, toDate int64
		if err := rows.Scan(&day, &amount, &low, &high, &toDate); err != nil {
			return nil, fmt.Errorf("outlook: %w", err)
		}
		list = append(list, Projection{day, money.FromNanos(amount, currency), money.FromNanos(low, currency), money.FromNanos(high, currency), money.FromNanos(toDate, currency)})
	}
	return list, rows.Err()
}
