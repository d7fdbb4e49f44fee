// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_MADE_UP_WORDS_HPP
#define COGRANT_TESTING_EMULATOR_MADE_UP_WORDS_HPP

#include <array>
#include <cstdint>
#include <string_view>

namespace cogrant::testing::detail {

// Texts of the made-up data, escaped for JSON already. They hold what breaks careless readers: quotes, commas,
// backslashes, line breaks, text from right to left, characters outside the first plane, formulas.

inline constexpr std::array<std::string_view, 16> first_names{"Zoë",   "José",   "Anna", "陳",      "Øyvind", "Fatima",
                                                              "Pat",   "Łukasz", "山田", "Chloé",   "Ivan",   "Åsa",
                                                              "Niamh", "Søren",  "محمد", "Mary Ann"};
inline constexpr std::array<std::string_view, 16> last_names{
    "Müller-Ångström", "Ñandú",  "Smith", "大文",       "Kjær", "al-Amin", "O’Brien, \\\"Pat\\\"", "Żółć", "太郎",
    "D'Arcy",          "Петров", "Öberg", "Ní Bhriain", "Skov", "علي",     "Back\\\\slash"};
inline constexpr std::array<std::string_view, 12> notes{
    "Customer asked about the naïve “late fee”.\\nPromised call-back.\\t<b>&amp;</b>",
    "Said: \\\"never again\\\", then laughed",
    "Path C:\\\\temp\\\\log.txt attached",
    "",
    "Zeile 1\\r\\nZeile 2\\r\\n\\r\\nZeile 4",
    "=SUM(A1:A9), see ticket",
    "注文番号 42、発送済み",
    "🙂 happy, very happy",
    "emoji \\ud83c\\udfa7 escaped, slash \\/ too",
    "one, two, \\\"three\\\", four;five",
    "العميل راضٍ",
    "A long note. It goes on about the parcel that came late, the second parcel that came early and the third that "
    "came twice, because the agent was told to write everything down.\\nAnd so it was done."};
inline constexpr std::array<std::string_view, 12> queue_names{
    "Support DE", "Support EN",    "Billing",    "Ventas ñ",     "After-hours", "VIP \\\"Gold\\\"",
    "Retention",  "Claims, motor", "Onboarding", "技術サポート", "Returns",     "Fraud"};
inline constexpr std::array<std::string_view, 6> skills{"Billing", "German", "Español", "Hardware", "Contracts", "VIP"};
inline constexpr std::array<std::string_view, 4> user_titles{"Agent II", "Agent", "Team lead", "Supervisor, nights"};
inline constexpr std::array<std::string_view, 4> subjects{
    "Re: Ihre Anfrage – Größe", "AW: AW: \\\"invoice\\\" 0042", "Order #17, late", "Fwd: résumé"};

template <std::size_t N>
constexpr std::string_view pick(std::array<std::string_view, N> const& words, std::uint64_t n) noexcept
{
    return words[n % N];
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_MADE_UP_WORDS_HPP
