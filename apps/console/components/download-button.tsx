import type { ReactNode } from 'react';
import { PAGE_HEADERS } from '../api/client.ts';
import { ApiProblem, type Problem } from '../api/problem.ts';
import { Button } from './button.tsx';
import { saveFile } from './save-file.ts';
import { useChange } from './use-change.ts';

interface DownloadButtonProps {
  /** At this server. */
  readonly address: string;
  readonly name: string;
  readonly children: ReactNode;
}

const fetched = async (address: string): Promise<Blob> => {
  const response = await fetch(address, { headers: PAGE_HEADERS });
  if (!response.ok) throw new ApiProblem(response.status, (await response.json()) as Problem);
  return response.blob();
};

/** Saves what the server answers as a file; what it refuses is said, not saved. */
export const DownloadButton = ({ address, name, children }: DownloadButtonProps) => {
  const load = useChange({
    make: () => fetched(address),
    touches: [],
    after: (file) => saveFile(name, file),
  });
  return (
    <Button isForScreen isBusy={load.isPending} onClick={() => load.mutate(undefined)}>
      {children}
    </Button>
  );
};
