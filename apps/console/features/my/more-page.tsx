import { Link } from 'react-router';
import { PAGE_HEADERS } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { Button } from '../../components/button.tsx';
import { saveFile } from '../../components/save-file.ts';
import { dayOfInstant } from './china-clock.ts';
import { MyPage } from './my-page.tsx';
import { useShownNumber } from './shown-number.ts';
import { useMyChange } from './use-my-change.ts';
import { useSay } from './use-say.ts';

type Format = 'json' | 'html';

/** The export as it comes: data for programs, or a page to print. */
const fetchExport = async (number: string, format: Format, language: string): Promise<Blob> => {
  const path = `/v1/subscribers/${encodeURIComponent(number)}/export?format=${format}&lang=${language}`;
  const response = await fetch(path, { headers: PAGE_HEADERS });
  if (!response.ok) throw new ApiProblem(response.status, await response.json());
  return response.blob();
};

const ExportSheet = () => {
  const { t, language } = useSay();
  const { number } = useShownNumber();
  const save = useMyChange({
    make: (format: Format) => fetchExport(number, format, language === 'zh' ? 'zh' : 'en'),
    done: () => t('saved'),
    after: (file, format) => saveFile(`wurao-${dayOfInstant(Date.now())}.${format}`, file),
  });
  return (
    <section className="sheet stack" aria-labelledby="export">
      <h2 id="export">{t('others.export')}</h2>
      <p className="soft">{t('others.exportHelp')}</p>
      <div className="row">
        <Button isBusy={save.isPending} onClick={() => save.mutate('html')}>
          {t('others.exportPage')}
        </Button>
        <Button isBusy={save.isPending} onClick={() => save.mutate('json')}>
          {t('others.exportData')}
        </Button>
      </div>
    </section>
  );
};

const Way = ({ to, name }: { readonly to: string; readonly name: 'askers' | 'family' | 'held' }) => {
  const { t } = useSay();
  return (
    <li>
      <Link to={to} className="sheet way">
        <strong>{t(`others.${name}`)}</strong>
        <span className="soft">{t(`others.${name}Help`)}</span>
      </Link>
    </li>
  );
};

/** What is needed seldom. */
export const MorePage = () => {
  const { t } = useSay();
  const { isWard } = useShownNumber();
  return (
    <MyPage title={t('others.title')}>
      <ul className="plain-list ways">
        <Way to="/my/askers" name="askers" />
        {isWard ? null : <Way to="/my/held-messages" name="held" />}
        <Way to="/my/family" name="family" />
      </ul>
      {isWard ? null : <ExportSheet />}
    </MyPage>
  );
};
