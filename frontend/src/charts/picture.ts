import { Chart } from 'chart.js';
import type { Colours } from './colours';

/** What stands in a picture beside the chart: a picture goes where the page around it does not. */
export interface Caption {
  title: string;
  /** Which days, what they cost in all, and what that lacks; "" for nothing. */
  about: string;
  /** The element that says what the colours mean. */
  key: Element | null | undefined;
}

const dots = 2; // for each pixel of the page: a picture is looked at on other screens too
const narrowest = 320; // all lengths are in pixels of the page
const margin = 16;
const gap = 6;
const between = 16; // entries of the key
const line = 20;
const titleSize = 14;
const textSize = 12;
const longest = 40; // letters of a name in the key

/** A drawn chart as a PNG in base64, on its surface and with its caption; "" where nothing is drawn. */
export function pictureOf(canvas: HTMLCanvasElement | null | undefined, caption: Caption, colours: Colours): string {
  if (!canvas || canvas.width === 0) return '';
  return sharply(canvas, () => framed(canvas, canvas.width / Math.max(1, canvas.clientWidth), caption, colours));
}

/** A table of shaded days as a PNG in base64: the words of its heads, and each day in its place and colour. */
export function pictureOfTable(table: HTMLTableElement | null | undefined, caption: Caption, colours: Colours): string {
  if (!table) return '';
  const whole = table.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(whole.width * dots);
  canvas.height = Math.ceil(whole.height * dots);
  const pen = canvas.getContext('2d');
  if (!pen || canvas.width === 0) return '';
  pen.scale(dots, dots);
  pen.translate(-whole.left, -whole.top);
  for (const head of table.querySelectorAll('th')) writeHead(pen, head);
  for (const day of table.querySelectorAll('button')) drawBox(pen, day, day.getBoundingClientRect());
  return framed(canvas, dots, caption, colours);
}

function writeHead(pen: CanvasRenderingContext2D, head: HTMLElement): void {
  const { left, top, height } = head.getBoundingClientRect();
  const style = getComputedStyle(head);
  pen.fillStyle = style.color;
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.textBaseline = 'middle';
  pen.fillText(head.innerText, left, top + height / 2);
}

/** An element that is a colour and nothing else, at a place of the picture. */
function drawBox(pen: CanvasRenderingContext2D, box: Element, { x, y, width, height }: Pick<DOMRect, 'x' | 'y' | 'width' | 'height'>): void {
  const style = getComputedStyle(box);
  const border = parseFloat(style.borderTopWidth);
  pen.fillStyle = style.backgroundColor;
  pen.fillRect(x, y, width, height);
  if (!border) return;
  pen.lineWidth = border;
  pen.strokeStyle = style.borderTopColor;
  pen.setLineDash(style.borderTopStyle === 'dashed' ? [2, 2] : []);
  pen.strokeRect(x + border / 2, y + border / 2, width - border, height - border);
}

/** Calls back while the chart is drawn with enough dots; afterwards it is as it was. */
function sharply(canvas: HTMLCanvasElement, take: () => string): string {
  const chart = Chart.getChart(canvas);
  if (!chart || chart.currentDevicePixelRatio >= dots) return take();
  const redraw = (ratio: number | undefined) => {
    chart.options.devicePixelRatio = ratio;
    chart.resize();
    chart.draw();
  };
  redraw(dots);
  try {
    return take();
  } finally {
    redraw(undefined);
  }
}

/** What is drawn with `scale` dots for each pixel of the page, on its surface, below its title and above its key. */
function framed(drawn: HTMLCanvasElement, scale: number, { title, about, key }: Caption, colours: Colours): string {
  const picture = document.createElement('canvas');
  const pen = picture.getContext('2d');
  if (!pen) return '';
  const size = { width: drawn.width / scale, height: drawn.height / scale };
  const width = Math.max(size.width, narrowest);
  const lines = [{ text: title, font: fontOf(600, titleSize) }, ...wrapped(pen, about, width).map((text) => ({ text, font: fontOf(400, textSize) }))];
  const entries = key ? laidOut(pen, key, width) : [];
  const top = margin + lines.length * line + gap;
  const below = top + size.height + gap;
  picture.width = Math.ceil((width + 2 * margin) * scale);
  picture.height = Math.ceil((below + rowsOf(entries) * line + margin) * scale);
  pen.scale(scale, scale);
  pen.fillStyle = colours.surface;
  pen.fillRect(0, 0, picture.width, picture.height);
  pen.textBaseline = 'middle';
  lines.forEach(({ text, font }, i) => write(pen, text, font, colours.text, margin, margin + i * line + line / 2));
  pen.drawImage(drawn, margin + (width - size.width) / 2, top, size.width, size.height);
  for (const { marks, x, row } of entries) drawMarks(pen, marks, margin + x, below + row * line + line / 2, colours.text);
  return picture.toDataURL('image/png').split(',')[1] ?? '';
}

function fontOf(weight: number, size: number): string {
  return `${weight} ${size}px 'Inter Variable', system-ui, sans-serif`;
}

function write(pen: CanvasRenderingContext2D, text: string, font: string, colour: string, x: number, y: number): void {
  pen.font = font;
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

/** A text in lines that are no wider than `width`, broken between its parts. */
function wrapped(pen: CanvasRenderingContext2D, text: string, width: number): string[] {
  pen.font = fontOf(400, textSize);
  const lines: string[] = [];
  for (const word of text.split(' ').filter(Boolean)) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** A part of the key: a colour, or words. */
interface Mark {
  box?: Element;
  words: string;
  width: number;
}

interface Entry {
  marks: Mark[];
  x: number;
  row: number;
}

const rowsOf = (entries: Entry[]) => (entries.at(-1)?.row ?? -1) + 1;

/** The entries of a key in rows that are no wider than `width`. */
function laidOut(pen: CanvasRenderingContext2D, key: Element, width: number): Entry[] {
  pen.font = fontOf(400, textSize);
  const items = [...key.querySelectorAll('li')];
  let [x, row] = [0, 0];
  return (items.length > 0 ? items : [key]).map((item) => {
    const marks = marksOf(pen, item);
    const wide = marks.reduce((sum, mark) => sum + mark.width + gap, 0);
    if (x > 0 && x + wide > width) [x, row] = [0, row + 1];
    const entry = { marks, x, row };
    x += wide + between;
    return entry;
  });
}

/** What stands in an element, in its order: its words, and the elements that are a colour alone. */
function marksOf(pen: CanvasRenderingContext2D, item: Element): Mark[] {
  return [...item.childNodes].flatMap((node) => {
    const words = (node.textContent ?? '').trim();
    if (words) return [wordsOf(pen, words.length > longest && item.tagName === 'LI' ? `${words.slice(0, longest - 1)}…` : words)];
    return node instanceof Element ? [{ box: node, words: '', width: node.getBoundingClientRect().width }] : [];
  });
}

function wordsOf(pen: CanvasRenderingContext2D, words: string): Mark {
  return { words, width: pen.measureText(words).width };
}

function drawMarks(pen: CanvasRenderingContext2D, marks: Mark[], from: number, middle: number, colour: string): void {
  let x = from;
  for (const { box, words, width } of marks) {
    if (box) {
      const { height } = box.getBoundingClientRect();
      drawBox(pen, box, { x, y: middle - height / 2, width, height });
    } else {
      write(pen, words, fontOf(400, textSize), colour, x, middle);
    }
    x += width + gap;
  }
}
