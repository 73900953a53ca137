package openai

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

// page is the envelope of costs and usage alike.
type page[R any] struct {
	Data     []bucket[R]
	HasMore  *bool  `json:"has_more"`
	NextPage string `json:"next_page"`
}

// bucket is one day; its times are Unix seconds, the end not included.
type bucket[R any] struct {
	StartTime int64 `json:"start_time"`
	EndTime   int64 `json:"end_time"`
	Results   []R
}

// day returns the day that b is, which must be a whole one of those in left.
func (b bucket[R]) day(left calendar.Span) (calendar.Day, error) {
	if left.Empty() || b.StartTime < left.Start.Start().Unix() || b.StartTime >= left.End.Start().Unix() {
		return "", fmt.Errorf("a bucket at %d is none of the days that were asked for and are still to come: %w",
			b.StartTime, provider.ErrAnswer)
	}
	day := calendar.DayOf(time.Unix(b.StartTime, 0))
	if b.StartTime != day.Start().Unix() || b.EndTime != day.End().Unix() {
		return "", fmt.Errorf("a bucket from %d to %d is no UTC day: %w", b.StartTime, b.EndTime, provider.ErrAnswer)
	}
	return day, nil
}

var errShape = errors.New("the answer lacks what every page has")

// check refuses an answer that is some other JSON: {} must not read as days without cost.
func (p page[R]) check() error {
	if p.Data == nil || p.HasMore == nil {
		return fmt.Errorf("%w: %w", errShape, provider.ErrAnswer)
	}
	return nil
}

// query asks for span by day, as many days a page as there are, at most most.
func query(span calendar.Span, most int, groups ...string) url.Values {
	q := url.Values{
		"start_time":   {fmt.Sprint(span.Start.Start().Unix())},
		"end_time":     {fmt.Sprint(span.End.Start().Unix())},
		"bucket_width": {"1d"},
		"limit":        {fmt.Sprint(min(span.Len(), most))},
	}
	for _, group := range groups {
		q.Add("group_by[]", group)
	}
	return q
}

// read walks the pages of span and converts each result. The days come oldest first: where
// a page fails, what was converted and the days up to the last one of the page before it are
// returned beside the error. A day without a bucket is a day without results.
func read[R, T any](
	ctx context.Context, api *rest.Client, path string, asked url.Values, span calendar.Span,
	convert func(calendar.Day, R) (T, error),
) ([]T, calendar.Span, error) {
	rows, done := []T{}, calendar.Span{Start: span.Start, End: span.Start}
	err := rest.Walk(func(cursor string) (bool, string, error) {
		if cursor != "" {
			asked.Set("page", cursor)
		}
		var answer page[R]
		if err := api.GetJSON(ctx, path, asked, &answer); err != nil {
			return false, "", err
		}
		fresh, end, err := unpack(answer, calendar.Span{Start: done.End, End: span.End}, convert)
		if err != nil {
			return false, "", fmt.Errorf("GET %s: %w", path, err)
		}
		rows, done.End = append(rows, fresh...), end
		return *answer.HasMore, answer.NextPage, nil
	})
	if err != nil {
		return rows, done, err
	}
	return rows, span, nil
}

// unpack converts a page whose days lie in left, the days still to come, and returns where
// the last of them ends. A day outside, out of turn or twice wraps [provider.ErrAnswer].
func unpack[R, T any](p page[R], left calendar.Span, convert func(calendar.Day, R) (T, error)) ([]T, calendar.Day, error) {
	if err := p.check(); err != nil {
		return nil, "", err
	}
	var rows []T
	for _, b := range p.Data {
		day, err := b.day(left)
		if err != nil {
			return nil, "", err
		}
		if b.Results == nil { // a day that cost nothing has an empty list
			return nil, "", fmt.Errorf("%s: %w: %w", day, errShape, provider.ErrAnswer)
		}
		for _, result := range b.Results {
			row, err := convert(day, result)
			if err != nil {
				return nil, "", fmt.Errorf("%s: %w: %w", day, err, provider.ErrAnswer)
			}
			rows = append(rows, row)
		}
		left.Start = day.Add(1)
	}
	return rows, left.Start, nil
}
