// The dialogue: as many turns as Tipline's own walk (tests/bench/walk.json), built as the README of ussd-menu-builder
// shows: a state per screen, the session in Redis, each answer written with menu.session.set before the next screen.
'use strict';

const {randomInt} = require('node:crypto');
const UssdMenu = require('ussd-menu-builder');
const words = require('./words.json');

const SESSION_SECONDS = 180;
const LANGUAGES = {1: 'en', 2: 'sw'};
const wordsIn = (language) => words[language] ?? words.en;  // the session may have expired

function sessionsIn(redis) {
  const key = (id) => `ussd:${id}`;
  return {
    start: () => Promise.resolve(),  // a hash begins with its first field
    get: (id, field) => redis.hGet(key(id), field),
    set: (id, field, value) =>
        redis.multi().hSet(key(id), field, value).expire(key(id), SESSION_SECONDS).exec(),
    end: (id) => redis.del(key(id)),
  };
}

// One menu per request: it keeps the arguments, the answer's callback and the input in its own fields, so that two
// requests at once on a shared one would get each other's screens.
function buildMenu(redis) {
  const menu = new UssdMenu();
  menu.sessionConfig(sessionsIn(redis));

  // Keeps the answer to the screen before, then shows `screen`.
  const ask = (answered, screen) => async () => {
    await menu.session.set(answered, menu.val);
    const language = await menu.session.get('lang');
    menu.con(wordsIn(language)[screen]);
  };

  const leave = async () => menu.end(wordsIn(await menu.session.get('lang')).goodbye);

  const file = async () => {
    await menu.session.set('consent', menu.val);
    const id = menu.args.sessionId;
    const answers = await redis.hGetAll(`ussd:${id}`);
    const code = String(randomInt(1e10)).padStart(10, '0');
    const pin = String(randomInt(1e4)).padStart(4, '0');
    const tip = {session: id, from: menu.args.phoneNumber, code, pin, answers};
    await redis.xAdd('tips', '*', {tip: JSON.stringify(tip)});
    menu.end(`${wordsIn(answers.lang).done}${code} PIN ${pin}`);
  };

  menu.startState({
    run: () => menu.con('Language:\n1. English\n2. Kiswahili'),
    next: {1: 'lang', 2: 'lang'},
  });
  menu.state('lang', {
    run: async () => {
      const language = LANGUAGES[menu.val];  // none: another key on the next screen, which comes again
      if (language) await menu.session.set('lang', language);
      menu.con(wordsIn(language ?? (await menu.session.get('lang'))).safe);
    },
    next: {1: 'safe', 2: 'leave', 0: 'leave'},
  });
  menu.state('safe', {run: ask('safe', 'about'), next: {'*^[123]$': 'about', 0: 'leave'}});
  menu.state('about', {run: ask('about', 'what'), next: {'*..': 'what', 0: 'leave'}});
  menu.state('what', {run: ask('what', 'where'), next: {'*.': 'where'}});
  menu.state('where', {run: ask('where', 'when'), next: {'*^[1-5]$': 'when'}});
  menu.state('when', {run: ask('when', 'consent'), next: {'*^[123]$': 'consent'}});
  menu.state('consent', {run: file});
  menu.state('leave', {run: leave});
  return menu;
}

module.exports = {buildMenu};
