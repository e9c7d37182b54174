// must fail with: invalid initialization of reference of type .*Grant
#include "access/guard.hpp"
using namespace arkki;
void show_card(const access::Grant<access::ViewCard>& grant);
void abuse() { show_card(CustomerId{1}); }
