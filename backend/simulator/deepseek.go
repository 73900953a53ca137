package simulator

import (
	"net/http"
	"regexp"
)

// DeepSeek as api-docs.deepseek.com has it: a balance a currency, in decimal strings, and nothing
// of spend; read 2026-11-23.

func deepseek() *vendor {
	return &vendor{
		id: "deepseek", good: "sk-simulateddeepseek0123456789abcdef",
		routes: func(_ *Simulator, v *vendor, mux *http.ServeMux) {
			mux.HandleFunc("/user/balance", v.reading("Authentication Fails, your api key is invalid", func(w http.ResponseWriter, _ *http.Request) {
				reply(w, object{"is_available": true, "balance_infos": []object{
					{"currency": "CNY", "total_balance": "110.00", "granted_balance": "10.00", "topped_up_balance": "100.00"},
					{"currency": "USD", "total_balance": "4.20", "granted_balance": "0.00", "topped_up_balance": "4.20"},
				}})
			}))
		},
		refuse: func(w http.ResponseWriter, status int, message string) {
			kind := "invalid_request_error"
			if status == http.StatusUnauthorized {
				kind = "authentication_error"
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			writeJSON(w, object{"error": object{"message": message, "type": kind, "param": nil, "code": "invalid_request_error"}})
		},
		shape: shape{
			amount:   regexp.MustCompile(`"total_balance":("[^"]*"|[-0-9.e]+)`),
			currency: regexp.MustCompile(`"currency":("CNY")`),
		},
	}
}
