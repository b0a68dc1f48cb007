import { answerOf, api } from '../../../api/client.ts';
import { useChange } from '../../../components/use-change.ts';
import type { FileEncoding } from '../decode-file.ts';
import { KEPT } from '../questions.ts';

/** What an import of consents is asked for with. */
export interface AskedImport {
  readonly name: string;
  readonly encoding: FileEncoding;
  readonly dryRun: boolean;
  readonly onError: 'stop' | 'quarantine';
  readonly columns: Record<string, string>;
  readonly constants: Record<string, string>;
}

export const useBeginImport = (onBegun: (id: string, asked: AskedImport) => void) =>
  useChange({
    make: (asked: AskedImport) =>
      answerOf(api.POST('/v1/imports', { body: { kind: 'bases', format: 'csv', ...asked } })),
    touches: [KEPT.imports],
    after: ({ id }, asked) => onBegun(id, asked),
  });
