package simulator

import (
	"net/http"
	"regexp"
)

// ElevenLabs as elevenlabs/elevenlabs-python at 54e5899 has it: a subscription with its credits,
// and nothing of spend; read 2026-11-23. A key that lacks a permission is told so with 401.

func elevenlabs() *vendor {
	return &vendor{
		id: "elevenlabs", good: "sk_simulated0123456789abcdef0123456789abcdef", weak: "sk_restricted0123456789abcdef0123456789abcde",
		routes: func(s *Simulator, v *vendor, mux *http.ServeMux) {
			mux.HandleFunc("/v1/user/subscription", func(w http.ResponseWriter, r *http.Request) {
				wrong := only(r)
				switch key := r.Header.Get("Xi-Api-Key"); {
				case r.Method != http.MethodGet:
					v.refuse(w, http.StatusMethodNotAllowed, "Method Not Allowed")
				case key == v.weak:
					elevenlabsRefuse(w, http.StatusUnauthorized, "missing_permissions", "The API key you used is missing the permission user_read to execute this operation.")
				case key != v.good:
					elevenlabsRefuse(w, http.StatusUnauthorized, "invalid_api_key", "Invalid API key")
				case wrong != "":
					v.refuse(w, http.StatusUnprocessableEntity, wrong)
				default:
					s.elevenlabsSubscription(w)
				}
			})
		},
		refuse: func(w http.ResponseWriter, status int, message string) {
			elevenlabsRefuse(w, status, "error", message)
		},
		shape: shape{amount: regexp.MustCompile(`"character_count":("[^"]*"|[-0-9.e]+)`)},
	}
}

func elevenlabsRefuse(w http.ResponseWriter, status int, word, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	writeJSON(w, object{"detail": object{"status": word, "message": message}})
}

func (s *Simulator) elevenlabsSubscription(w http.ResponseWriter) {
	year, month, _ := s.now().UTC().Date()
	reply(w, object{
		"tier": "creator", "character_count": 104217, "character_limit": 131072, "max_credit_limit_extension": "unlimited",
		"can_extend_character_limit": true, "next_character_count_reset_unix": firstOf(year, month+1).start().Unix(), "voice_slots_used": 3,
		"currency": "eur", "current_overage": object{"amount": "0.00", "currency": "eur"}, "status": "active",
		"billing_period": "monthly_period", "character_refresh_period": "monthly_period", "next_invoice": nil, "open_invoices": []object{},
	})
}
