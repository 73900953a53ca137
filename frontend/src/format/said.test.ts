import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { speak } from '../words';
import * as words from '../words';
import { said } from './said';

const german: Record<string, string> = {
  'The key works.': 'Der Schlüssel funktioniert.',
  'Two of them go. Together.': 'Zwei gehen zusammen. Gemeinsam.',
  'It reads {1}.': 'Er liest {1}.',
  'the costs of the organization': 'die Kosten der Organisation',
  '{1}: a name has 1 to {2} characters': '{1}: ein Name hat 1 bis {2} Zeichen',
  'no answer from {1}: {2}': 'keine Antwort von {1}: {2}',
  'the server closed the connection': 'der Server hat die Verbindung geschlossen',
  '{2} spent of {1} by {3}': 'von {1} sind bis {3} {2} ausgegeben',
  '{1} will use up its limit': '{1} wird das Limit aufbrauchen',
  'a {1}': 'ein {1}',
  '{1}: {2} on {3}': '{1}: {2} am {3}',
  '{1} day': '{1} Tag',
  'stays as it is': '',
};

beforeEach(async () => {
  await speak('de');
  vi.spyOn(words, 'learned').mockReturnValue(german);
});
afterEach(() => speak('en'));

test.each([
  ['The key works.', 'Der Schlüssel funktioniert.'],
  ['The key works. It reads the costs of the organization.', 'Der Schlüssel funktioniert. Er liest die Kosten der Organisation.'],
  ['The key works. Nobody translated this.', 'Der Schlüssel funktioniert. Nobody translated this.'],
  ['The key works. Two of them go. Together.', 'Der Schlüssel funktioniert. Zwei gehen zusammen. Gemeinsam.'],
  ['A name has 1 to 100 characters.', 'Ein Name hat 1 bis 100 Zeichen.'],
  ['invalid tag: a name has 1 to 100 characters', 'invalid tag: ein Name hat 1 bis 100 Zeichen'],
  ['No answer from api.example.com: the server closed the connection.', 'Keine Antwort von api.example.com: der Server hat die Verbindung geschlossen.'],
  ['$1,046.49 spent of €20.00 by 5 Nov', 'von 20,00\u00a0€ sind bis 5. Nov. 1.046,49\u00a0$ ausgegeben'],
  ['12.50 CHF spent of $0.0000125 by 22 Nov 2026', 'von 0,0000125\u00a0$ sind bis 22. Nov. 2026 12,50\u00a0CHF ausgegeben'],
  ['$12.00 spent of $20.00 by 5 Nov.', 'Von 20,00\u00a0$ sind bis 5. Nov. 12,00\u00a0$ ausgegeben.'],
  ['Mr. X. Y. will use up its limit', 'Mr. X. Y. wird das Limit aufbrauchen'],
  ['stays as it is', 'stays as it is'],
  ['a dog', 'a dog'],
  ['Research: $80.00 on 21 Nov', 'Research: 80,00\u00a0$ am 21. Nov.'],
  ['Research: all on one', 'Research: all on one'],
  ['1 day', '1 Tag'],
  ['A rainy day', 'A rainy day'],
  ['1 Nov to 30 Nov 2026', '1. Nov. – 30. Nov. 2026'],
  ['22 Nov 04:30 will use up its limit', '22. Nov. 04:30 wird das Limit aufbrauchen'],
  ['October 2026 will use up its limit', 'Oktober 2026 wird das Limit aufbrauchen'],
  ['from here to there', 'from here to there'],
  ['', ''],
  ['$12.00', '12,00\u00a0$'],
])('%s', (english, expected) => {
  expect(said(english)).toBe(expected);
});
