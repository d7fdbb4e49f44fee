// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_PRESENCE_HPP
#define COGRANT_GENESYS_PRESENCE_HPP

#include <cogrant/reflect/enums.hpp>

#include <cstdint>

namespace cogrant::genesys {

/// What a person says to be doing.
enum class system_presence : std::uint8_t {
    available,
    away,
    busy,
    offline,
    idle,
    on_queue,
    meal,
    training,
    meeting,
    break_
};

/// Whether work reaches a person.
enum class routing_status : std::uint8_t { off_queue, idle, interacting, not_responding, communicating };

} // namespace cogrant::genesys

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::system_presence> {
    using E = cogrant::genesys::system_presence;
    static constexpr auto value = enum_pairs<E>(
        {{E::available, "AVAILABLE"},
         {E::away, "AWAY"},
         {E::busy, "BUSY"},
         {E::offline, "OFFLINE"},
         {E::idle, "IDLE"},
         {E::on_queue, "ON_QUEUE"},
         {E::meal, "MEAL"},
         {E::training, "TRAINING"},
         {E::meeting, "MEETING"},
         {E::break_, "BREAK"}});
};

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::routing_status> {
    using E = cogrant::genesys::routing_status;
    static constexpr auto value = enum_pairs<E>(
        {{E::off_queue, "OFF_QUEUE"},
         {E::idle, "IDLE"},
         {E::interacting, "INTERACTING"},
         {E::not_responding, "NOT_RESPONDING"},
         {E::communicating, "COMMUNICATING"}});
};

#endif // COGRANT_GENESYS_PRESENCE_HPP
