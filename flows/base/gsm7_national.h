// The national language tables of 3GPP TS 23.038 annex A: what septets mean in an SMS whose user
// data header names one (information elements 0x24 single shift, 0x25 locking shift). Languages by
// their identifier: 1 Turkish, 2 Spanish, 3 Portuguese, 4 Bengali, 5 Gujarati, 6 Hindi, 7 Kannada,
// 8 Malayalam, 9 Oriya, 10 Punjabi, 11 Tamil, 12 Telugu, 13 Urdu. Pure; thread-safe. Tests:
// tests/flows/base/gsm7_national_test.cc.
#pragma once

namespace tipline {

// 0: not in the table, or there is no such table.
char16_t LockingCharacter(int language, unsigned char septet);
char16_t ShiftCharacter(int language, unsigned char septet);  // of the code behind an escape

}  // namespace tipline
