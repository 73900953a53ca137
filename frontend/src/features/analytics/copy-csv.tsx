import { backend } from '../../api/backend';
import { toCSV } from '../../format/csv';
import { CopyButton } from '../../ui/copy-button';

/** Puts what a chart shows on the clipboard, exact to the last digit. */
export function CopyCSV({ what, sheet }: { what: string; sheet: () => string[][] }) {
  return (
    <div className="row">
      <CopyButton text="" what={what} copy={() => backend.copy(toCSV(sheet()))} />
    </div>
  );
}
