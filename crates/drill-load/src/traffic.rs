//! The traffic itself: every request starts when it is due, whatever became of those before it.

mod schedule;
mod visits;
mod write;

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::bins::{BinWriter, Recorder};
use crate::customers::Customers;
use crate::error::LoadError;
use crate::options::{LoadOptions, TIMEOUT};
use crate::orders::OrderLog;
use crate::shop::Shop;

/// What every request needs.
#[derive(Debug)]
struct World {
    shop: Shop,
    customers: Arc<Customers>,
    orders: OrderLog,
    recorder: Arc<Recorder>,
    gate: Arc<Semaphore>,
    /// No new request is begun any more.
    stop: CancellationToken,
    /// Why it was stopped, when it was not asked for.
    fault: Mutex<Option<LoadError>>,
}

impl World {
    /// Stops the traffic: without its files it proves nothing.
    fn fail(&self, error: LoadError) {
        self.fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(error);
        self.stop.cancel();
    }
}

/// Makes traffic until `shutdown` completes. Then no request is begun any more, those under way end (at most
/// 2 s later), and all bins are written.
///
/// # Errors
/// When the options make no sense or a file cannot be written. What the shop answers is never an error.
pub async fn run(
    options: LoadOptions,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), LoadError> {
    let shop = options.checked()?;
    let writer = BinWriter::new(&options.out_dir)?;
    let world = Arc::new(World {
        shop: Shop::new(shop)?,
        customers: Customers::new(options.customers),
        orders: OrderLog::open(&options.out_dir)?,
        recorder: Recorder::new(options.slow),
        gate: Arc::new(Semaphore::new(options.max_in_flight)),
        stop: CancellationToken::new(),
        fault: Mutex::new(None),
    });
    tracing::info!(
        shop = options.shop,
        rate = options.rate,
        seed = options.seed,
        "Traffic begins."
    );
    let requests = TaskTracker::new();
    let written = CancellationToken::new();
    let writing = write::bins(&world, writer, &written);
    let making = async {
        let traffic = async {
            // A shop that does not answer yet gets its traffic all the same.
            let _ = timeout(TIMEOUT, world.shop.look_around()).await;
            schedule::follow(&options, &world, &requests).await;
        };
        tokio::select! {
            () = shutdown => world.stop.cancel(),
            () = traffic => {}
        }
        // What is under way has a limit of its own, the timeout.
        requests.close();
        requests.wait().await;
        world.recorder.ends();
        written.cancel();
    };
    tokio::join!(making, writing);
    tracing::info!("Traffic has ended.");
    let fault = world
        .fault
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    fault.map_or(Ok(()), Err)
}

/// Makes traffic in a runtime of its own until the process is told to end (SIGTERM or SIGINT). One thread
/// is enough for it and takes the least memory.
///
/// # Errors
/// As [`run`]; also when the runtime cannot be made.
pub fn run_until_terminated(options: LoadOptions) -> Result<(), LoadError> {
    use tokio::signal::unix::{SignalKind, signal};

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(2)
        .build()
        .map_err(LoadError::Runtime)?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate()).map_err(LoadError::Runtime)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(LoadError::Runtime)?;
        run(options, async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
        .await
    })
}
