//! A device that answers preflights: picoserve on a Cortex-M3 with 64 KiB of RAM.
//!
//! | module | what it does |
//! |---|---|
//! | `app` | the routes, each under its policy |
//! | `configure` | `/device/policy`: a policy is received, validated and put in force |
//! | `measure` | `/device/memory`: how much stack was used, how large the futures are |
//! | `ethernet` | the board's network, polled |
//! | `clock` | a tick each millisecond |
//! | `uart` | text for the developer, and what a panic says |
//!
//! `embedded/firmware/run` builds it, boots it in QEMU and replays the conformance corpus against it.

#![no_std]
#![no_main]
#![deny(unsafe_code)]

mod app;
mod clock;
mod configure;
mod ethernet;
mod measure;
mod uart;

use core::fmt::Write as _;
use core::pin::{Pin, pin};
use core::task::{Context, Waker};

use corsac::Policy;
use corsac_embedded::LivePolicy;
use cortex_m_rt::entry;
use embassy_net::{Ipv4Address, Ipv4Cidr, StackResources, StaticConfigV4};
use ethernet::FRAME_WORDS;
use static_cell::ConstStaticCell;

/// The policy in flash: compiled and validated when the firmware is built.
static POLICY: Policy<'static> = corsac::include_policy!("cors.toml");

/// The longest image that is taken at run time.
const LONGEST_IMAGE: usize = 4096;

/// How many connections are served at once, and how much of a request each can hold.
const CONNECTIONS: usize = 2;
const REQUEST: usize = 8192;

/// What a connection needs, besides its future.
struct Buffers {
    request: [u8; REQUEST],
    received: [u8; 2048],
    sent: [u8; 1536],
}

impl Buffers {
    const EMPTY: Buffers = Buffers { request: [0; REQUEST], received: [0; 2048], sent: [0; 1536] };
}

// Constants, so that none of this is ever built on the stack.
static IMAGES: ConstStaticCell<[[u8; LONGEST_IMAGE]; 2]> = ConstStaticCell::new([[0; LONGEST_IMAGE]; 2]);
static BUFFERS: ConstStaticCell<[Buffers; CONNECTIONS]> = ConstStaticCell::new([Buffers::EMPTY; CONNECTIONS]);
static SOCKETS: ConstStaticCell<StackResources<CONNECTIONS>> = ConstStaticCell::new(StackResources::new());
static FRAME: ConstStaticCell<[u32; FRAME_WORDS]> = ConstStaticCell::new([0; FRAME_WORDS]);

#[entry]
fn main() -> ! {
    measure::paint_stack();
    let Some(core) = cortex_m::Peripherals::take() else { unreachable!("this runs once") };
    clock::start(core.SYST);

    let [one, other] = IMAGES.take();
    let live = LivePolicy::new(POLICY, [one, other]);
    let address = StaticConfigV4 {
        address: Ipv4Cidr::new(Ipv4Address::new(10, 0, 2, 15), 24),
        gateway: Some(Ipv4Address::new(10, 0, 2, 2)),
        dns_servers: heapless::Vec::new(),
    };
    let ethernet = ethernet::Ethernet::start([0x52, 0x54, 0x00, 0x12, 0x34, 0x56], FRAME.take());
    // The seed only has to differ between boots where ports could be guessed; this device opens no connection.
    let (stack, mut runner) = embassy_net::new(ethernet, embassy_net::Config::ipv4_static(address), SOCKETS.take(), 1);

    let config = picoserve::Config::const_default().keep_connection_alive();
    let sizes = measure::Sizes::default();
    let app = app::router(&live, &sizes);
    let serve = |number: usize, buffers: &'static mut Buffers| {
        let Buffers { request, received, sent } = buffers;
        picoserve::Server::new(&app, &config, request).listen_and_serve(number, stack, 80, received, sent)
    };
    let [one, other] = BUFFERS.take();
    let (one, other) = (pin!(serve(0, one)), pin!(serve(1, other)));
    let network = pin!(runner.run());
    sizes.server.set(size_of_val(&*one));
    sizes.network.set(size_of_val(&*network));
    let _ = writeln!(uart::Uart, "listening");
    run([as_task(network), as_task(one), as_task(other)])
}

/// Something that runs for ever.
trait Task {
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>);
}

impl<F: Future> Task for F {
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) {
        let _ = Future::poll(self, context);
    }
}

fn as_task<'t, F: Future + 't>(future: Pin<&'t mut F>) -> Pin<&'t mut (dyn Task + 't)> {
    future
}

/// Polls everything once each millisecond. A device that runs on a battery would sleep until something wakes it.
fn run(mut tasks: [Pin<&mut dyn Task>; 3]) -> ! {
    let mut context = Context::from_waker(Waker::noop());
    loop {
        for task in &mut tasks {
            task.as_mut().poll(&mut context);
        }
        if !ethernet::has_frame() {
            cortex_m::asm::wfi();
        }
    }
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    let _ = writeln!(uart::Uart, "{info}");
    loop {
        cortex_m::asm::bkpt();
    }
}
