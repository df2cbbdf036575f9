//! The browsers, and their drivers.

mod driver;
mod processes;
mod settings;
mod webdriver;

use core::time::Duration;

use corsac_conformance::browser::Engine;
use serde_json::{Value, json};

use driver::Driver;
use webdriver::Session;

use crate::judge::Observed;
use crate::scenario::{Call, Scenario};

/// Which browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Browser {
    /// With `chromedriver`.
    Chromium,
    /// Firefox ESR, with `geckodriver`.
    Firefox,
}

impl Browser {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }

    /// What the model calls it.
    pub(crate) const fn engine(self) -> Engine {
        match self {
            Self::Chromium => Engine::Chromium,
            Self::Firefox => Engine::Firefox,
        }
    }
}

/// A running browser with one tab.
pub(crate) struct Tab {
    session: Session,
    /// Where the tab is.
    location: String,
    // Fields are dropped in order: the driver has to outlive the session.
    driver: Driver,
}

/// How long a page may load, and a call may take.
const PAGE: Duration = Duration::from_secs(20);
const CALL: Duration = Duration::from_secs(20);

/// The leave that a page from the Internet needs before it may ask servers on this machine.
///
/// <https://wicg.github.io/local-network-access/#permissions>
const LOOPBACK: &str = "loopback-network";

const PERFORM: &str = "
    const [context, scenario, message, done] = arguments;
    performIn(context, scenario, message).then(done, (error) => done({ broken: String(error) }));
";

impl Tab {
    /// Starts driver and browser. Every host leads to `port` on the loopback interface.
    pub(crate) async fn open(browser: Browser, port: u16) -> Result<Self, String> {
        let driver = Driver::start(browser).await?;
        let capabilities = settings::capabilities(browser, port, driver.profile());
        let session = Session::new(driver.address(), &capabilities).await?;
        session.set_timeouts(PAGE, CALL).await?;
        Ok(Self { session, location: String::new(), driver })
    }

    /// The browser's name and version, as the driver says.
    pub(crate) fn version(&self) -> &str {
        self.session.version()
    }

    /// Goes to a scenario's page, unless the tab is there.
    pub(crate) async fn visit(&mut self, scenario: &Scenario) -> Result<(), String> {
        let page = format!("{}/page{}", scenario.page, if scenario.is_public { "?public" } else { "" });
        if self.location != page {
            // If it fails, the tab is nowhere.
            self.location.clear();
            self.session.navigate(&page).await?;
            if scenario.is_public {
                // A user would be asked whether this page may reach this machine.
                self.session.grant(LOOPBACK).await?;
            }
            let origin = self.session.execute_async("arguments[0](self.origin)", json!([])).await?;
            if origin != scenario.page {
                return Err(format!("{page} has the origin {origin}"));
            }
            self.location = page;
        }
        Ok(())
    }

    /// Has the page make a call.
    pub(crate) async fn call(&self, scenario: &Scenario, call: &Call, url: &str) -> Result<Observed, String> {
        let arguments = json!([scenario.context, scenario.name, { "url": url, "call": call }]);
        let value = self.session.execute_async(PERFORM, arguments).await?;
        Observed::read(&value).ok_or_else(|| format!("the page says {value}"))
    }

    /// Ends browser and driver, whatever state they are in.
    pub(crate) async fn close(self) {
        // The driver ends what the browser leaves behind.
        let _: Result<Value, String> = self.session.delete().await;
        self.driver.stop().await;
    }
}
