import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { backend, type imports } from '../../api/backend';
import { t } from '../../words';

/** A preview that was asked for: a null mapping is guessed, or the one that was accepted last. */
interface Question {
  account: string;
  path: string;
  mapping: imports.Mapping | null;
}

/** One file on its way into one account: chosen, looked at, imported. */
export function useImport(initial: string) {
  const [account, setAccount] = useState(initial);
  const [path, setPath] = useState('');
  const [last, setLast] = useState<imports.Preview>();
  const look = useMutation({ mutationFn: (q: Question) => backend.previewImport(q.account, q.path, q.mapping) });
  const apply = useMutation({
    mutationFn: (acceptRejected: boolean) => {
      if (!look.data) throw new Error(t('imports.gone'));
      return backend.applyImport(account, path, look.data.mapping, look.data.token, acceptRejected);
    },
  });
  // Only the answer to the latest question counts: a slow one may come after a quick one.
  const ask = (question: Question) => {
    apply.reset();
    look.mutate(question, { onSuccess: setLast });
  };
  const start = (into: string, file: string) => {
    setLast(undefined);
    apply.reset();
    look.reset();
    if (into && file) ask({ account: into, path: file, mapping: null });
  };
  const choose = useMutation({ mutationFn: backend.chooseImport });
  return {
    account,
    path,
    /** The last answer, which may be older than the last question: only `look.data` may be imported. */
    shown: look.data ?? last,
    look,
    apply,
    choose,
    /** Columns as they were last chosen, answered or not. */
    mapping: look.data?.mapping ?? look.variables?.mapping ?? last?.mapping,
    pickAccount: (id: string) => {
      setAccount(id);
      start(id, path);
    },
    pickFile: () => {
      choose.mutate(undefined, {
        onSuccess: (file) => {
          if (!file) return;
          setPath(file);
          start(account, file);
        },
      });
    },
    remap: (mapping: imports.Mapping | null) => ask({ account, path, mapping }),
    /** Back to the choice of a file. */
    reset: () => {
      setPath('');
      start(account, '');
    },
  };
}

export type Import = ReturnType<typeof useImport>;
