/** A count of things: "1,234". */
export function number(n: number): string {
  return n.toLocaleString('en');
}

/** A count with what it counts: "1 request", "12 requests". */
export function count(n: number, one: string, many: string): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}
