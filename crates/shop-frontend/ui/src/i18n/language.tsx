import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { browserStore } from '../lib/storage';
import { en } from './en';
import { formats, type Formats } from './format';
import { ko } from './ko';

export type Language = 'en' | 'ko';
export type Messages = typeof en;

const MESSAGES: Record<Language, Messages> = { en, ko };
const STORED = 'language';

/** The customer's own choice, else the first language of the browser that the shop speaks, else English. */
export function chooseLanguage(stored: string | null, browser: readonly string[]): Language {
  if (stored === 'en' || stored === 'ko') return stored;
  for (const tag of browser) {
    const primary = tag.toLowerCase().split('-')[0];
    if (primary === 'ko' || primary === 'en') return primary;
  }
  return 'en';
}

/** The browser's own regional variant of the language (en-GB writes dates its own way). */
export function localeOf(language: Language, browser: readonly string[]): string {
  const own = browser.find((tag) => tag.toLowerCase().split('-')[0] === language);
  return own ?? (language === 'ko' ? 'ko-KR' : 'en-US');
}

interface Speech {
  language: Language;
  t: Messages;
  format: Formats;
  /** The text in the customer's language; the other one where it is missing. */
  pick: (english: string, korean: string) => string;
  setLanguage: (language: Language) => void;
}

const SpeechContext = createContext<Speech | null>(null);

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(() =>
    chooseLanguage(browserStore.get(STORED), navigator.languages),
  );
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speech = useMemo<Speech>(
    () => ({
      language,
      t: MESSAGES[language],
      format: formats(localeOf(language, navigator.languages)),
      pick: (english, korean) => (language === 'ko' ? korean || english : english || korean),
      setLanguage: (next) => {
        browserStore.set(STORED, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

export function useSpeech(): Speech {
  const speech = use(SpeechContext);
  if (speech === null) throw new Error('useSpeech needs a LanguageProvider around it');
  return speech;
}
