import { useId, useState, type FormEvent, type KeyboardEvent } from 'react';
import type { Product } from '../api/types';
import { useSpeech } from '../i18n/language';
import { useSuggestions } from '../lib/use-suggestions';
import { navigate, useLocation } from '../router/location';
import { routeOf, to } from '../router/routes';
import { SearchIcon } from './icons';
import { Picture } from './picture';

/**
 * Searches as the customer types. A combobox by the book: the focus stays in the field, the arrows
 * move through the suggestions, Enter opens one or searches, Escape closes.
 */
export function Search() {
  const { t, pick } = useSpeech();
  const { path, search } = useLocation();
  const listId = useId();
  const asked = search.get('q') ?? '';
  const [field, setField] = useState({ text: asked, asked, path });
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  // Another address has another search; a remount instead would lose the focus.
  if (field.asked !== asked || field.path !== path) {
    setField({ text: asked, asked, path });
    setOpen(false);
  }
  const answer = useSuggestions(field.text, open);
  const products = answer?.products ?? [];
  const shown = open && answer !== null;
  const chosen = shown ? products[active] : undefined;

  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const choose = (product: Product) => {
    close();
    navigate(to.product(product.id));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen) return choose(chosen);
    close();
    // A search inside a category stays inside it.
    const route = routeOf(path);
    const category = route.view === 'category' ? route.slug : '';
    navigate(to.home({ q: field.text.trim(), category }));
  };
  const steer = (event: KeyboardEvent) => {
    // While a Korean syllable is being put together, the keys belong to the input method.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape' && open) {
      event.preventDefault();
      close();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) return setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      // One place more than there are suggestions: the field itself.
      const places = products.length + 1;
      setActive(((active + 1 + step + places) % places) - 1);
    }
  };

  const said =
    answer === null
      ? ''
      : answer.failed
        ? t.search.failed
        : products.length === 0
          ? t.search.none(answer.q)
          : t.search.found(products.length);
  return (
    <form
      role="search"
      className="search"
      onSubmit={submit}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) close();
      }}
    >
      <input
        type="text"
        inputMode="search"
        enterKeyHint="search"
        name="q"
        role="combobox"
        aria-label={t.nav.search}
        aria-expanded={shown && products.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={chosen ? `${listId}-${active}` : undefined}
        placeholder={t.nav.search}
        maxLength={100}
        autoComplete="off"
        value={field.text}
        onKeyDown={steer}
        onChange={(event) => {
          setField({ text: event.target.value, asked, path });
          setActive(-1);
          setOpen(true);
        }}
      />
      <button type="submit" aria-label={t.nav.searchButton}>
        <SearchIcon />
      </button>
      <div className={shown ? 'suggestions' : 'suggestions suggestions-closed'}>
        <ul role="listbox" id={listId} aria-label={t.search.suggestions}>
          {shown &&
            products.map((product, index) => (
              <Suggestion
                key={product.id}
                id={`${listId}-${index}`}
                product={product}
                name={pick(product.name, product.nameKo)}
                active={index === active}
                onChoose={() => choose(product)}
              />
            ))}
        </ul>
        {shown && <p className="suggestions-foot">{said}</p>}
      </div>
      <p role="status" className="visually-hidden">
        {shown ? said : ''}
      </p>
    </form>
  );
}

interface SuggestionProps {
  id: string;
  product: Product;
  name: string;
  active: boolean;
  onChoose: () => void;
}

function Suggestion({ id, product, name, active, onChoose }: SuggestionProps) {
  const { format } = useSpeech();
  return (
    <li
      role="option"
      id={id}
      aria-selected={active}
      className="suggestion"
      // The press must not take the focus out of the field, which would close the list.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <Picture productId={product.id} version={product.version} alt="" eager />
      <span className="suggestion-name">{name}</span>
      <span className="price">{format.money(product.price)}</span>
    </li>
  );
}
