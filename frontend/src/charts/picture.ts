import type { Colours } from './colours';

const margin = 16; // of the picture, in pixels of the page
const heading = 28;

/** A drawn chart as a PNG in base64, on its surface and under its title; "" where nothing is drawn. */
export function pictureOf(canvas: HTMLCanvasElement | null | undefined, title: string, colours: Colours): string {
  if (!canvas || canvas.width === 0) return '';
  const scale = canvas.width / Math.max(1, canvas.clientWidth);
  const picture = document.createElement('canvas');
  picture.width = canvas.width + 2 * margin * scale;
  picture.height = canvas.height + (2 * margin + heading) * scale;
  const pen = picture.getContext('2d');
  if (!pen) return '';
  pen.fillStyle = colours.surface;
  pen.fillRect(0, 0, picture.width, picture.height);
  pen.fillStyle = colours.text;
  pen.font = `600 ${14 * scale}px 'Inter Variable', system-ui, sans-serif`;
  pen.textBaseline = 'top';
  pen.fillText(title, margin * scale, margin * scale, canvas.width);
  pen.drawImage(canvas, margin * scale, (margin + heading) * scale);
  return picture.toDataURL('image/png').split(',')[1] ?? '';
}
