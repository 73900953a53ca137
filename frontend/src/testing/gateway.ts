import type { bind } from '../api/backend';

/** A gateway that was never switched on, of a profile without accounts. */
export const idle: bind.GatewayView = {
  state: { on: false, listening: false, port: 8747, problem: '' },
  setups: [],
  tokens: [],
  usage: [],
  gaps: [],
  compared: [],
  prices: { as_of: '2026-11-20', source: '@pydantic/genai-prices 0.1.8', fetched: false, own_file: '/home/ada/.local/share/Outlay/prices.json', own: 0, problem: '' },
};
