package syncer

import (
	"context"

	"outlay/backend/calendar"
	"outlay/backend/provider"
)

// wanted returns what has to be read of an account: what was asked for by name, or each day
// of the vendor's history that the book lacks or that may still move.
func (s *Syncer) wanted(ctx context.Context, id string, d provider.Descriptor, r Request) ([]calendar.Span, error) {
	today := calendar.DayOf(s.Now())
	if !d.Publishes() {
		return []calendar.Span{calendar.Through(today, today)}, nil // one question: is the key good, what is left
	}
	history := calendar.Through(today.AddMonths(-d.History), today.Add(-d.Delay))
	if r.From != "" || r.To != "" {
		asked := history
		if r.From != "" {
			asked.Start = r.From
		}
		if r.To != "" {
			asked.End = min(r.To.Add(1), history.End)
		}
		return asked.Split(d.MaxSpan), nil
	}
	basis := d.Sources[0]
	days, err := s.Book.Days(ctx, history, []string{id})
	if err != nil {
		return nil, err
	}
	settled := map[calendar.Day]bool{}
	for _, day := range days {
		settled[day.Day] = settled[day.Day] || (day.Settled && day.Basis == basis)
	}
	return lacking(history, settled, d.MaxSpan), nil
}

// lacking returns the days of span that are not settled, as few spans as possible and each
// at most n days, the newest first. Short settled stretches in between are read again: a
// request more costs the vendor's patience, a day more costs nothing.
func lacking(span calendar.Span, settled map[calendar.Day]bool, n int) []calendar.Span {
	var spans []calendar.Span
	for end := span.End; span.Start < end; {
		last := end.Add(-1)
		if settled[last] {
			end = last
			continue
		}
		start := max(span.Start, end.Add(-n))
		for settled[start] {
			start = start.Add(1)
		}
		spans = append(spans, calendar.Span{Start: start, End: end})
		end = start
	}
	return spans
}
