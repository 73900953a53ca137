import './service-icon.css';

/** A provider's own drawing, as an image: whatever a drawing holds, it cannot run here. */
export function ServiceIcon({ svg, large }: { svg: string; large?: boolean }) {
  const url = `url("data:image/svg+xml,${encodeURIComponent(svg)}")`;
  return <span className="service-icon" data-large={large || undefined} style={{ maskImage: url, WebkitMaskImage: url }} aria-hidden />;
}
