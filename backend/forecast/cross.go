package forecast

import (
	"outlay/backend/calendar"
	"outlay/backend/money"
)

// Crossing is when spending reaches a limit within a period: the day itself where it is known,
// or the day at this pace, and between which days. Each is "" where it is not within the period.
type Crossing struct {
	Day      calendar.Day `json:"day" ts_type:"string"`
	Earliest calendar.Day `json:"earliest" ts_type:"string"` // on the high path
	Latest   calendar.Day `json:"latest" ts_type:"string"`   // on the low path
	Crossed  bool         `json:"crossed"`                   // it is reached already
}

// Cross returns when spending in period reaches limit, as seen on today.
func Cross(period calendar.Span, today calendar.Day, limit money.Amount, days []Day) Crossing {
	return Crossing{}
}
