import { useTranslation } from 'react-i18next';
import { countText } from '../../components/count.tsx';
import { PROVINCE_PLACES } from '../../components/province-places.ts';
import { boundsOf, LEVELS, levelOf } from './province-figures.ts';

interface TileMapProps {
  readonly title: string;
  /** By province; undefined: nobody knows. */
  readonly figureOf: (code: string) => number | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (code: string) => void;
}

const shown = (value: number | undefined, language: string): string =>
  value === undefined ? '–' : countText(Math.round(value * 10) / 10, language);

const Legend = ({ bounds }: { readonly bounds: readonly number[] }) => {
  const { t, i18n } = useTranslation('regulator');
  // Where few provinces have any, quarters end at the same figure: it is told once.
  const ranges = [undefined, undefined, ...bounds.map((bound, at) => (bound === bounds[at - 1] ? 0 : bound))];
  return (
    <ul className="tile-legend" aria-label={t('map.legend')}>
      {LEVELS.map((level, index) => (
        <li key={level}>
          <span className="tile-key" data-level={level} aria-hidden="true" />
          {t(`map.level.${level}`)}
          {ranges[index] === undefined || ranges[index] === 0 ? null : (
            <span className="soft">{` ≤ ${shown(ranges[index], i18n.language)}`}</span>
          )}
        </li>
      ))}
    </ul>
  );
};

/**
 * A tile a province, in rough places: each is as easy to read and to hit as any other, however large its land, and nothing is said of
 * borders. The shade repeats what the figure says.
 */
export const TileMap = ({ title, figureOf, chosen, onChoose }: TileMapProps) => {
  const { t, i18n } = useTranslation('regulator');
  const isZh = i18n.language === 'zh';
  const values = PROVINCE_PLACES.map(({ code }) => figureOf(code));
  const bounds = boundsOf(values.filter((value) => value !== undefined));
  return (
    <section aria-label={title}>
      <div className="tile-map">
        {PROVINCE_PLACES.map(({ code, zh, en, column, row }, index) => {
          const level = levelOf(values[index], bounds);
          const figure = shown(values[index], i18n.language);
          return (
            <button
              key={code}
              type="button"
              className="tile"
              data-level={level}
              aria-pressed={chosen === code}
              style={{ gridColumn: column, gridRow: row }}
              onClick={() => onChoose(code)}
            >
              <span className="tile-name">{isZh ? zh : en}</span>
              <span className="number">{figure}</span>
              <span className="unseen">{t(`map.level.${level}`)}</span>
            </button>
          );
        })}
      </div>
      <Legend bounds={bounds} />
    </section>
  );
};
