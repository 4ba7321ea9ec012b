// The adapter of the provider "moody" (moody_network.h): POST {api_url}, body "<reference> <number>
// <process>", answered "taken <its id>".
#pragma once

namespace tipline::proof {

void RegisterMoody(int process);  // once in a program

}  // namespace tipline::proof
