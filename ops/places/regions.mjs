// Which ISO 3166-2 area one of GeoNames' first-level areas is: by config/places, by its name (ISO's parents are sometimes islands
// or statistics, so the level below counts, too), by the code itself where both use letters, by a spelling that is nearly the
// same, or by its consonants, which is how transliterations of one name agree.
import { core, edits, fold, sound } from './fold.mjs';

const near = (a, b) => edits(a, b, 2) <= (Math.min(a.length, b.length) >= 7 ? 2 : Math.min(a.length, b.length) >= 5 ? 1 : 0);

// A country's areas: first level by code, second level with their parents.
export function isoAreas(all, country) {
  const first = new Map();
  const second = [];
  for (const area of all) {
    if (!area.code.startsWith(`${country}-`)) continue;
    if (!area.parent) first.set(area.code, area);
    else second.push({ ...area, parent: area.parent.includes('-') ? area.parent : `${country}-${area.parent}` });
  }
  // A third level hangs from the second one.
  const parents = new Map(second.map((area) => [area.code, area.parent]));
  for (const area of second) while (parents.has(area.parent) && !first.has(area.parent)) area.parent = parents.get(area.parent);
  return { first, second: second.filter((area) => first.has(area.parent)) };
}

// GeoNames' code -> ISO code, of one country.
export function matchRegions(country, geo, areas, fixed) {
  const out = new Map();
  const left = [];
  const names = new Map();
  for (const area of areas.second) names.set(core(area.name), area.code);
  for (const area of areas.first.values()) names.set(core(area.name), area.code);
  for (const one of geo) {
    const known = fixed[one.name] === undefined ? names.get(core(one.name)) : fixed[one.name] && `${country}-${fixed[one.name]}`;
    if (known === '') continue;
    if (known) out.set(one.code, known);
    else left.push(one);
  }
  const free = () => [...areas.first.values()].filter((area) => ![...out.values()].includes(area.code));
  const tests = [
    (area, one) => area.code === `${country}-${one.code.split('.')[1]}` && /[A-Z]$/.test(area.code),
    (area, one) => near(core(area.name), core(one.name)),
    (area, one) => sound(core(area.name)).length >= 3 && sound(core(area.name)) === sound(core(one.name)),
    (area, one) => shares(fold(area.name), fold(one.name)),
    (area, one) => stem(area.name) === stem(one.name) && stem(one.name).length >= 3 && core(area.name)[0] === core(one.name)[0],
  ];
  for (const fits of tests)
    for (const one of left) {
      const fitting = out.has(one.code) ? [] : free().filter((area) => fits(area, one));
      if (fitting.length === 1) out.set(one.code, fitting[0].code);
    }
  const open = left.filter((one) => !out.has(one.code));
  if (open.length === 1 && free().length === 1) out.set(open[0].code, free()[0].code);
  return out;
}

// "Trnavský kraj" is Trnava: an adjective's end says nothing.
const stem = (name) => sound(core(name)).slice(0, 3);

// One is called by a long word of the other's name.
function shares(a, b) {
  const long = (text) => text.split(' ').filter((word) => word.length >= 5);
  return long(a).some((word) => core(word) !== '' && b.split(' ').some((other) => other.length >= 5 && near(word, other)));
}
