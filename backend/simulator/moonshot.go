package simulator

import (
	"encoding/json"
	"net/http"
	"regexp"
)

// Moonshot's international platform as platform.moonshot.ai/docs has it: a balance in dollars that
// no field says are dollars, cash in debt among it, and nothing of spend; read 2026-11-23.

func moonshot() *vendor {
	return &vendor{
		id: "moonshot", good: "sk-simulatedmoonshot0123456789abcdef",
		fields: map[string]string{"region": "international"},
		routes: func(_ *Simulator, v *vendor, mux *http.ServeMux) {
			mux.HandleFunc("/v1/users/me/balance", v.reading("Invalid Authentication", func(w http.ResponseWriter, _ *http.Request) {
				reply(w, object{"code": 0, "scode": "0x0", "status": true, "data": object{
					"available_balance": json.Number("43.58893"), "voucher_balance": json.Number("46.58893"), "cash_balance": json.Number("-3.00000"),
				}})
			}))
		},
		refuse: func(w http.ResponseWriter, status int, message string) {
			kind := "invalid_request_error"
			if status == http.StatusUnauthorized {
				kind = "invalid_authentication_error"
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			writeJSON(w, object{"error": object{"message": message, "type": kind}})
		},
		shape: shape{amount: regexp.MustCompile(`"available_balance":("[^"]*"|[-0-9.e]+)`)},
	}
}
