import { Button } from '@mantine/core';
import { backend, type bind } from '../../api/backend';
import { Notice } from '../../ui/notice';

/** What a key is and can read, by its form or by the vendor's word, and where the right one is made. */
export function KeyVerdict({ verdict }: { verdict: bind.Verdict }) {
  const { ok, text, kind, reads, link } = verdict;
  const make = link && (
    <Button variant="default" size="xs" onClick={() => void backend.openLink(link)}>
      Make the right key
    </Button>
  );
  return (
    <Notice tone={ok ? 'info' : 'near'} action={make}>
      {text}
      {kind && !text.includes(reads) && <p className="quiet">{`By its form: ${kind}, which reads ${reads}.`}</p>}
    </Notice>
  );
}
