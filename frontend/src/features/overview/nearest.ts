import type { outlook } from '../../api/backend';

/** The budget whose limit comes next: the one that is crossed first, else the fullest of those that are not, else the fullest. */
export function nearest(budgets: outlook.State[]): outlook.State | undefined {
  const there = budgets.filter((b) => !b.gone);
  const ahead = there.filter((b) => !b.crossing.crossed);
  const dated = ahead.filter(dayOf).sort((a, b) => (dayOf(a) < dayOf(b) ? -1 : 1));
  return dated[0] ?? fullest(ahead) ?? fullest(there);
}

function dayOf({ crossing }: outlook.State): string {
  return crossing.day || crossing.earliest;
}

function fullest(budgets: outlook.State[]): outlook.State | undefined {
  return [...budgets].sort((a, b) => b.state.percent - a.state.percent)[0];
}
