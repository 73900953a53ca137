// Command book fills a profile for measuring: accounts of three years, each a paused one whose
// days were read and settled. It takes minutes for millions of entries.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strconv"
	"time"

	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/vault"
)

const years = 3

func main() {
	dir := flag.String("data-dir", "", "folder of the profile; it must not exist yet")
	entries := flag.Int("entries", 5_000_000, "in all accounts together")
	accounts := flag.Int("accounts", 20, "how many")
	flag.Parse()
	if err := fill(context.Background(), *dir, *accounts, *entries); err != nil {
		fmt.Fprintln(os.Stderr, "book:", err)
		os.Exit(1)
	}
}

func fill(ctx context.Context, dir string, accounts, entries int) error {
	now, err := backend.Clock()
	if err != nil {
		return err
	}
	house, err := backend.Open(ctx, backend.Options{DataDir: dir, Now: now, Master: vault.ThisSessionOnly()})
	if err != nil {
		return err
	}
	defer func() { _ = house.Close() }()
	today := calendar.DayOf(now())
	span := calendar.Through(today.AddMonths(-12*years), today)
	for i := range accounts {
		label, limit, paused := fmt.Sprintf("Team %02d", i+1), "5000", true
		draft := account.Draft{Provider: "other", Label: &label, Limit: &limit, Fields: map[string]string{"service": fmt.Sprintf("Service %d", i%8)}}
		added, err := house.Accounts.Add(ctx, draft)
		if err != nil {
			return err
		}
		if err := house.Accounts.Change(ctx, added.ID, account.Draft{Paused: &paused}); err != nil {
			return err
		}
		for _, part := range span.Split(31) {
			n := entries / accounts * part.Len() / span.Len()
			if _, err := house.Ledger.Put(ctx, read(added.ID, part, n, now())); err != nil {
				return err
			}
		}
		if err := house.Accounts.Finish(ctx, added.ID, account.Outcome{State: account.OK, Whole: true, At: now()}); err != nil {
			return err
		}
	}
	return nil
}

// read is n entries over a span, of 40 models, 25 projects and 50 keys.
func read(id string, span calendar.Span, n int, at time.Time) ledger.Read {
	days := span.Days()
	r := ledger.Read{Account: id, Basis: ledger.Imported, Span: span, At: at, SettlesAfter: 72 * time.Hour, Entries: make([]ledger.Entry, n)}
	for i := range r.Entries {
		model, project, key := fmt.Sprintf("model-%d", i%40), fmt.Sprintf("proj_%02d", i/40%25), fmt.Sprintf("key_%02d", i/1000%50)
		r.Entries[i] = ledger.Entry{
			Account: id, Basis: ledger.Imported, Day: days[i*len(days)/n], Item: strconv.Itoa(i),
			Amount: money.FromNanos(int64(i%1_000_003)*17, money.USD),
			Line:   model + ", input", Model: model, Project: project, Key: key, Quantity: strconv.Itoa(i % 9973), Unit: "tokens",
		}
	}
	return r
}
